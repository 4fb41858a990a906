import { randomBytes } from "node:crypto";

export interface Lifetimes {
  /** Seconds; `Infinity` for tokens that do not end. */
  accessToken: number;
  /** Seconds. */
  code: number;
}

/** Why a token that was issued once is refused now. Providers word it differently. */
export type Ended = "expired" | "revoked" | "removed";

interface Access<Grant> {
  grant: Grant;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  ended: Ended | undefined;
}

interface Refresh<Grant> {
  grant: Grant;
  /** The access token that was issued with it. */
  access: string;
}

/**
 * Codes, tokens and who they stand for (ours; the stock emulators forget neither expiry nor revocation properly).
 * `Grant`: one consent of one account to one client. `Pending`: what a person agreed to, waiting to be exchanged.
 */
export class Ledger<Grant extends object, Pending extends object> {
  readonly lifetimes: Lifetimes;
  /** Everything that must never leave the gateway's vault: codes and tokens, as long as the sandbox runs. */
  readonly secrets: string[] = [];
  readonly #codes = new Map<string, { pending: Pending; expiresAt: number }>();
  readonly #access = new Map<string, Access<Grant>>();
  readonly #refresh = new Map<string, Refresh<Grant>>();

  constructor(lifetimes: Lifetimes) {
    this.lifetimes = lifetimes;
  }

  /** A fresh value that nobody can guess, remembered among the secrets. */
  mint(prefix: string, bytes: number): string {
    const value = prefix + randomBytes(bytes).toString("base64url");
    this.secrets.push(value);
    return value;
  }

  keepCode(code: string, pending: Pending): string {
    this.#codes.set(code, { pending, expiresAt: Date.now() + this.lifetimes.code * 1000 });
    return code;
  }

  /** Spends a code: whoever presents it, it works once. */
  takeCode(code: string): Pending | undefined {
    const found = this.#codes.get(code);
    this.#codes.delete(code);
    return found && found.expiresAt > Date.now() ? found.pending : undefined;
  }

  keepAccess(token: string, grant: Grant, seconds = this.lifetimes.accessToken): string {
    this.#access.set(token, { grant, expiresAt: Date.now() + seconds * 1000, ended: undefined });
    return token;
  }

  keepRefresh(token: string, grant: Grant, access: string): string {
    this.#refresh.set(token, { grant, access });
    return token;
  }

  /** The grant behind a live access token. */
  access(token: string): Grant | undefined {
    const found = this.#access.get(token);
    return found && this.#endOf(found) === undefined ? found.grant : undefined;
  }

  /** Why this access token is dead; undefined for a live one and for one that was never issued. */
  ended(token: string): Ended | undefined {
    const found = this.#access.get(token);
    return found && this.#endOf(found);
  }

  refresh(token: string): Grant | undefined {
    return this.#refresh.get(token)?.grant;
  }

  /** Spends a refresh token: it works once. */
  takeRefresh(token: string): Refresh<Grant> | undefined {
    const found = this.#refresh.get(token);
    this.#refresh.delete(token);
    return found;
  }

  endAccess(token: string, why: Ended = "revoked"): void {
    const found = this.#access.get(token);
    if (found) found.ended ??= this.#endOf(found) ?? why;
  }

  /** Ends an access token and the refresh token that was issued with it. */
  endPair(access: string): void {
    this.endAccess(access);
    for (const [token, found] of this.#refresh) if (found.access === access) this.#refresh.delete(token);
  }

  /** Ends access tokens and refresh tokens. */
  endAll(which: (grant: Grant) => boolean, why: Ended = "revoked"): void {
    for (const [token, { grant }] of this.#access) if (which(grant)) this.endAccess(token, why);
    for (const [token, { grant }] of this.#refresh) if (which(grant)) this.#refresh.delete(token);
  }

  endCodes(which: (pending: Pending) => boolean): void {
    for (const [code, { pending }] of this.#codes) if (which(pending)) this.#codes.delete(code);
  }

  expireAccessTokens(): void {
    for (const token of this.#access.keys()) this.endAccess(token, "expired");
  }

  /** Live access tokens with their grants, oldest first. */
  liveAccess(): { token: string; grant: Grant }[] {
    return [...this.#access].flatMap(([token, found]) =>
      this.#endOf(found) === undefined ? [{ token, grant: found.grant }] : [],
    );
  }

  live(): { access: number; refresh: number } {
    return { access: this.liveAccess().length, refresh: this.#refresh.size };
  }

  #endOf({ expiresAt, ended }: Access<Grant>): Ended | undefined {
    return ended ?? (expiresAt > Date.now() ? undefined : "expired");
  }
}
