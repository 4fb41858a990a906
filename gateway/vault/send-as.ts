import { LRUCache } from "lru-cache";
import type { Principal } from "../context.ts";
import type { EgressResponse } from "../egress/index.ts";
import { GatewayError } from "../errors.ts";
import { type Held, keyOf } from "./credentials.ts";
import type { Deps } from "./deps.ts";
import { hostsOf } from "./hosts.ts";
import type { Refresher } from "./refresh.ts";
import { reveal } from "./secret.ts";
import { openTokens, type TokenSet } from "./token-set.ts";
import type { ApiRequest, Use } from "./types.ts";

/** An access token is renewed this long before it ends. */
const AHEAD_MS = 60_000;
/** After a fresh token was refused too, no further refresh is forced for so long. */
const REFUSED_MS = 60_000;
const RESERVED = new Set(["authorization", "cookie", "host", "proxy-authorization"]);

export type SendAs = (
  who: Principal,
  use: Use,
  request: ApiRequest,
  quiet?: "quiet",
) => Promise<EgressResponse>;

/** The credential of `use`, as the row says it belongs. Throws `connector_not_connected`. */
export function belonging(who: Principal, use: Use, held: Held | undefined): Held {
  const fits = held && held.connectorId === use.connectorId && held.provider === use.provider.id;
  if (who.workspaceId !== use.workspaceId || !fits) throw new GatewayError("connector_not_connected");
  return held;
}

export function openSendAs(deps: Deps & { refresher: Refresher }): SendAs {
  const { credentials, refresher, ring, clock, egress, tell } = deps;
  /** Versions whose tokens the provider refused right after a refresh. */
  const refused = new LRUCache<string, number>({ max: 10_000 });

  /** The one place where a token meets a request. The egress refuses every host outside the provider's list. */
  function attach(use: Use, request: ApiRequest, url: URL, tokens: TokenSet): Promise<EgressResponse> {
    const headers = { ...request.headers, authorization: `Bearer ${reveal(tokens.access)}` };
    return egress.send({ ...request, url, headers, signal: use.signal }, hostsOf(use.provider).api);
  }

  /** Sends with `held`, renewed first when it is about to end. */
  async function send(who: Principal, use: Use, request: ApiRequest, url: URL, held: Held) {
    let used = held;
    let tokens = openTokens(ring, use, used);
    const left = tokens.expiresAt === undefined ? Number.POSITIVE_INFINITY : tokens.expiresAt - clock();
    if (left <= AHEAD_MS && tokens.refresh) {
      used = await refresher.newer(who, use, held, left > 0);
      if (used !== held) tokens = openTokens(ring, use, used);
    }
    return { answer: await attach(use, request, url, tokens), used, renewable: tokens.refresh !== undefined };
  }

  const refusedLately = (use: Use, { version }: Held) => {
    const mark = `${keyOf(use)}/${version}`;
    const since = refused.get(mark);
    return since !== undefined && clock() - since < REFUSED_MS;
  };

  return async (who, use, request, quiet) => {
    use.signal?.throwIfAborted();
    refuseReserved(request.headers);
    const url = hostsOf(use.provider).locate(request.url);
    const held = belonging(who, use, credentials.peek(use) ?? (await credentials.load(who, use)));
    if (held.ended) throw new GatewayError("connector_not_connected");
    const first = await send(who, use, request, url, held);
    if (first.answer.status !== 401) return first.answer;
    let { used } = first;
    if (first.renewable && !refusedLately(use, used)) {
      used = await refresher.newer(who, use, used, false);
      const answer = await attach(use, request, url, openTokens(ring, use, used));
      if (answer.status !== 401) return answer;
      refused.set(`${keyOf(use)}/${used.version}`, clock());
    }
    const evidence = `${request.method} ${new URL(request.url).host}`;
    if (!quiet) tell.verdict(who, use, { state: "invalid", cause: "unauthorized", source: "call", evidence });
    throw new GatewayError("connector_invalid", { data: { cause: "unauthorized" } });
  };
}

function refuseReserved(headers: ApiRequest["headers"]): void {
  for (const name in headers) {
    if (!RESERVED.has(name.toLowerCase())) continue;
    throw new GatewayError("bad_request", { detail: `The header "${name.toLowerCase()}" may not be set.` });
  }
}
