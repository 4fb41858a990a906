import { LRUCache } from "lru-cache";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { Principal } from "../context.ts";
import type { EgressResponse } from "../egress/index.ts";
import { GatewayError } from "../errors.ts";
import { type Held, keyOf } from "./credentials.ts";
import type { Deps } from "./deps.ts";
import { hostsOf, requireConsented } from "./hosts.ts";
import { fieldOf, objectOf } from "./json.ts";
import type { Refresher, Seen } from "./refresh.ts";
import { isRenewable } from "./renewal.ts";
import { reveal } from "./secret.ts";
import { isStale, openTokens, PARTS, partOf } from "./token-set.ts";
import type { ApiRequest, Use, VerdictFound } from "./types.ts";

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

export interface Sender {
  sendAs: SendAs;
  /** Renews the parts that `isDue`; true when any was. */
  renewDue(who: Principal, use: Use, aheadMs: number): Promise<boolean>;
}

export function openSender(deps: Deps & { refresher: Refresher }): Sender {
  const { credentials, refresher, keys, clock, egress, tell } = deps;
  /** Versions whose tokens the provider refused right after a refresh. */
  const refused = new LRUCache<string, number>({ max: 10_000 });

  async function load(who: Principal, use: Use): Promise<Held> {
    const known = credentials.peek(use);
    // Cached under a key that has been taken away since: the row was sealed anew before that.
    if (known && !keys.knows(known.keyId)) credentials.forget(use);
    const held = belonging(who, use, credentials.peek(use) ?? (await credentials.load(who, use)));
    if (held.ended) throw new GatewayError("connector_not_connected");
    return held;
  }

  const find = async (use: Use, held: Held): Promise<Seen> => {
    const [part, set] = partOf(await openTokens(keys, use, held), use.as);
    return { held, part, set };
  };

  /** The one place where a token meets a request. The egress refuses every host outside the provider's list. */
  function attach(use: Use, request: ApiRequest, url: URL, seen: Seen): Promise<EgressResponse> {
    requireConsented(use.provider, seen.held.bound, url);
    const headers = { ...request.headers, authorization: `Bearer ${reveal(seen.set.access)}` };
    return egress.send({ ...request, url, headers, signal: use.signal }, hostsOf(use.provider).api);
  }

  /** Renewed first when it is about to end. */
  async function current(who: Principal, use: Use, seen: Seen): Promise<Seen> {
    const { set } = seen;
    if (!isStale(set, clock()) || !isRenewable(use, set)) return seen;
    return refresher.newer(who, use, seen, set.expiresAt === undefined || set.expiresAt > clock());
  }

  const mark = (use: Use, { part, held }: Seen) => `${keyOf(use)}/${part}/${held.version}`;
  const refusedLately = (use: Use, seen: Seen) => {
    const since = refused.get(mark(use, seen));
    return since !== undefined && clock() - since < REFUSED_MS;
  };

  async function send(who: Principal, use: Use, request: ApiRequest, url: URL): Promise<EgressResponse> {
    let seen = await current(who, use, await find(use, await load(who, use)));
    const first = await attach(use, request, url, seen);
    if (!isUnauthorized(use.provider, first)) return first;
    if (isRenewable(use, seen.set) && !refusedLately(use, seen)) {
      seen = await refresher.newer(who, use, seen, false);
      const answer = await attach(use, request, url, seen);
      if (!isUnauthorized(use.provider, answer)) return answer;
      refused.set(mark(use, seen), clock());
    }
    throw new GatewayError("connector_invalid", { data: { cause: "unauthorized" } });
  }

  return {
    async sendAs(who, use, request, quiet) {
      use.signal?.throwIfAborted();
      refuseReserved(request.headers);
      const url = hostsOf(use.provider).locate(request.url);
      try {
        return await send(who, use, request, url);
      } catch (error) {
        const cause = provedByCall(error);
        const evidence = `${request.method} ${new URL(request.url).host}`;
        if (cause && !quiet) tell.verdict(who, use, { state: "invalid", cause, source: "call", evidence });
        throw error;
      }
    },
    async renewDue(who, use, aheadMs) {
      const held = await load(who, use);
      const tokens = await openTokens(keys, use, held);
      let renewed = false;
      for (const part of PARTS) {
        const set = tokens[part];
        const left = set?.expiresAt === undefined ? Number.POSITIVE_INFINITY : set.expiresAt - clock();
        if (!set || !isRenewable(use, set) || left > Math.min(aheadMs, (set.lifetime ?? aheadMs) / 2))
          continue;
        const found = await refresher.newer(who, use, { held, part, set }, left > 0);
        renewed ||= found.set !== set;
      }
      return renewed;
    },
  };
}

/** What the call itself showed; what a refresh showed has been told by then. */
function provedByCall(error: unknown): VerdictFound["cause"] | undefined {
  if (!(error instanceof GatewayError) || error.code !== "connector_invalid") return undefined;
  const { cause } = error.data;
  return cause === "unauthorized" || cause === "endpoint_changed" ? cause : undefined;
}

/** 401, or what a provider says instead under 200. */
export function isUnauthorized({ bodyErrors }: Provider, { status, body }: EgressResponse): boolean {
  if (status === 401) return true;
  if (!bodyErrors || status !== 200 || !mayBeRefusal(body)) return false;
  const fields = objectOf(body);
  return (
    fieldOf(fields, "ok") === false && bodyErrors.unauthorized.includes(String(fieldOf(fields, "error")))
  );
}

const OK = '"ok"';

/** So that answers, which can be large, are not parsed only to learn that they are no errors. */
function mayBeRefusal({ buffer, byteOffset, byteLength }: Uint8Array): boolean {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  for (let at = bytes.indexOf(OK); at >= 0; at = bytes.indexOf(OK, at + OK.length)) {
    const behind = bytes.toString("latin1", at + OK.length, at + OK.length + 32);
    if (/^\s*:\s*(false|$)/.test(behind)) return true;
  }
  return false;
}

function refuseReserved(headers: ApiRequest["headers"]): void {
  for (const name in headers) {
    if (!RESERVED.has(name.toLowerCase())) continue;
    throw new GatewayError("bad_request", { detail: `The header "${name.toLowerCase()}" may not be set.` });
  }
}
