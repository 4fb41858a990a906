import { randomBytes } from "node:crypto";

/** An authorization request that a person is looking at. */
export interface Asked {
  clientId: string;
  redirectUri: string;
  scopes: string[];
  state: string | undefined;
  nonce: string | undefined;
  challenge: { value: string; method: "S256" | "plain" } | undefined;
  offline: boolean;
  loginHint: string | undefined;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** What a person agreed to, waiting to be exchanged. */
export interface PendingCode {
  email: string;
  clientId: string;
  redirectUri: string;
  scopes: readonly string[];
  nonce: string | undefined;
  challenge: { value: string; method: "S256" | "plain" } | undefined;
  offline: boolean;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** One consent of one account to one client. */
export interface Grant {
  readonly email: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}

interface AccessToken {
  grant: Grant;
  expiresAt: number;
}

export interface Lifetimes {
  /** Seconds. */
  accessToken: number;
  /** Seconds. */
  code: number;
}

const secret = (prefix: string, bytes: number) => prefix + randomBytes(bytes).toString("base64url");

/** Codes, tokens and who they stand for (ours; the stock emulator forgets neither expiry nor revocation properly). */
export class Ledger {
  readonly lifetimes: Lifetimes;
  /** Everything that must never leave the gateway's vault: codes and tokens, as long as the sandbox runs. */
  readonly secrets: string[] = [];
  readonly #codes = new Map<string, PendingCode>();
  readonly #access = new Map<string, AccessToken>();
  readonly #refresh = new Map<string, Grant>();

  constructor(lifetimes: Lifetimes) {
    this.lifetimes = lifetimes;
  }

  issueCode(pending: Omit<PendingCode, "expiresAt">): string {
    const code = this.#keep(secret("4/0A", 32));
    this.#codes.set(code, { ...pending, expiresAt: Date.now() + this.lifetimes.code * 1000 });
    return code;
  }

  /** Spends a code: whoever presents it, it works once. */
  takeCode(code: string): PendingCode | undefined {
    const pending = this.#codes.get(code);
    this.#codes.delete(code);
    return pending && pending.expiresAt > Date.now() ? pending : undefined;
  }

  issueAccess(grant: Grant): string {
    const token = this.#keep(secret("ya29.a0", 48));
    this.#access.set(token, { grant, expiresAt: Date.now() + this.lifetimes.accessToken * 1000 });
    return token;
  }

  issueRefresh(grant: Grant): string {
    const token = this.#keep(secret("1//0", 32));
    this.#refresh.set(token, grant);
    return token;
  }

  refresh(token: string): Grant | undefined {
    return this.#refresh.get(token);
  }

  /** The grant behind a live access token. */
  access(token: string): Grant | undefined {
    const found = this.#access.get(token);
    if (found === undefined || found.expiresAt > Date.now()) return found?.grant;
    this.#access.delete(token);
    return undefined;
  }

  /** Ends everything the account gave the client, as Google does for either token. False: the token was dead. */
  revoke(token: string): boolean {
    const grant = this.access(token) ?? this.#refresh.get(token);
    if (!grant) return false;
    this.endAll((other) => other.email === grant.email && other.clientId === grant.clientId);
    return true;
  }

  endAll(which: (grant: Grant) => boolean): void {
    for (const [token, { grant }] of this.#access) if (which(grant)) this.#access.delete(token);
    for (const [token, grant] of this.#refresh) if (which(grant)) this.#refresh.delete(token);
    for (const [code, pending] of this.#codes) if (which(pending)) this.#codes.delete(code);
  }

  expireAccessTokens(): void {
    this.#access.clear();
  }

  live(): { access: number; refresh: number } {
    return { access: this.#access.size, refresh: this.#refresh.size };
  }

  #keep(value: string): string {
    this.secrets.push(value);
    return value;
  }
}
