import * as oauth from "openid-client";
import type { Provider } from "../../mcp-servers/kit/index.ts";
import { GatewayError } from "../errors.ts";
import { behind, type Exchanged, forget } from "./exchanged.ts";
import { hostsOf } from "./hosts.ts";
import { objectOf } from "./json.ts";
import type { OAuthDeps } from "./oauth-client.ts";
import { tokenFailure } from "./oauth-failure.ts";
import { askForNewer } from "./renewal.ts";
import { revokeTokens } from "./revoke.ts";
import { reveal, type Secret } from "./secret.ts";
import { isUnauthorized } from "./send-as.ts";
import { PARTS, type Part, type Tokens } from "./token-set.ts";
import type { OAuthClient, RevocationReceipt } from "./types.ts";

const TIMEOUT_MS = 10_000;

/** What one request of a trial came to. Safe to store and show: a status and the provider's error word, no body. */
export interface TrialAnswer {
  ok: boolean;
  /** HTTP status; null: there was no answer. */
  status: number | null;
  /** The provider's error code, or one of ours; null when it went well. */
  word: string | null;
}
export interface TrialRefresh extends TrialAnswer {
  /** The provider gave another refresh token, so that the old one may be dead. */
  rotated: boolean;
  /** Seconds that the new access token lives; null: the provider does not say. */
  lifeSeconds: number | null;
}

/** A token set that nobody keeps, tried out call by call. Its tokens never leave the vault. */
export interface Trial {
  /** The provider's probe, with the access token as it is now. */
  read(): Promise<TrialAnswer>;
  /** One renewal of each part that has a refresh token; undefined when none has. */
  refresh(): Promise<TrialRefresh | undefined>;
  /** Ends everything at the provider, what a renewal gave as well. Never throws. */
  revoke(): Promise<RevocationReceipt>;
  /** Forgets the tokens, whatever became of them at the provider. */
  forget(): void;
}

/** Takes the tokens over from `exchanged`, which is spent afterwards. */
export function openTrial(deps: OAuthDeps, exchanged: Exchanged): Trial {
  const { provider, client, tokens: first } = behind(exchanged);
  let tokens: Tokens = first;
  /** Replaced by a renewal; a provider that does not rotate still takes them. */
  const older: Tokens[] = [];
  return {
    async read() {
      const set = tokens.main ?? tokens.user;
      return set ? probe(deps, provider, set.access) : { ok: false, status: null, word: "no_token" };
    },
    async refresh() {
      const parts = PARTS.filter((part) => tokens[part]?.refresh !== undefined);
      let last: TrialRefresh | undefined;
      for (const part of parts) {
        const before = tokens;
        const renewed = await renew(
          deps,
          { provider, client, accountId: exchanged.account.id },
          part,
          before,
        );
        last = renewed.answer;
        if (!renewed.tokens) break;
        older.push(before);
        tokens = renewed.tokens;
      }
      return last;
    },
    async revoke() {
      const holder = { provider, client, installationId: exchanged.installationId };
      const receipt = await revokeTokens(deps, holder, tokens);
      if (!provider.revocation.endsWholeGrant)
        for (const set of older) await revokeTokens(deps, holder, set, { timeoutMs: TIMEOUT_MS / 2 });
      return receipt;
    },
    forget() {
      tokens = {};
      older.length = 0;
      forget(exchanged);
    },
  };
}

async function probe(deps: OAuthDeps, provider: Provider, access: Secret): Promise<TrialAnswer> {
  const { method, url, body } = provider.probe;
  const { api, locate } = hostsOf(provider);
  try {
    const answer = await deps.egress.send(
      {
        method,
        url: locate(url),
        headers: {
          accept: "application/json",
          ...(body && { "content-type": "application/json" }),
          ...provider.apiHeaders,
          authorization: `Bearer ${reveal(access)}`,
        },
        ...(body && { body: JSON.stringify(body) }),
        timeoutMs: TIMEOUT_MS,
      },
      api,
    );
    const { status } = answer;
    if (isUnauthorized(provider, answer)) return { ok: false, status, word: "unauthorized" };
    const refused = provider.bodyErrors !== undefined && objectOf(answer.body).ok === false;
    const ok = status >= 200 && status < 300 && !refused;
    return { ok, status, word: ok ? null : "provider_refused" };
  } catch (error) {
    return { ok: false, status: null, word: error instanceof GatewayError ? error.code : "internal" };
  }
}

interface Of {
  provider: Provider;
  client: OAuthClient;
  accountId: string;
}

async function renew(
  deps: OAuthDeps,
  of: Of,
  part: Part,
  tokens: Tokens,
): Promise<{ answer: TrialRefresh; tokens?: Tokens }> {
  const old = tokens[part];
  try {
    const next = await askForNewer(deps, of, part, tokens);
    const rotated =
      next.refresh !== undefined &&
      old?.refresh !== undefined &&
      reveal(next.refresh) !== reveal(old.refresh);
    const lifeSeconds = next.lifetime === undefined ? null : Math.round(next.lifetime / 1000);
    return {
      answer: { ok: true, status: 200, word: null, rotated, lifeSeconds },
      tokens: { ...tokens, [part]: next },
    };
  } catch (error) {
    const failure = tokenFailure(error);
    const word = failure.kind === "unreachable" ? failure.error.code : failure.word;
    const status = error instanceof oauth.ResponseBodyError ? error.status : null;
    return { answer: { ok: false, status, word, rotated: false, lifeSeconds: null } };
  }
}
