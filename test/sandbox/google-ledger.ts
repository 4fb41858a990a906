import { Ledger } from "./ledger.ts";

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
}

/** One consent of one account to one client. */
export interface Grant {
  readonly email: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/** Tokens as Google makes and ends them. */
export class GoogleLedger extends Ledger<Grant, PendingCode> {
  issueCode(pending: PendingCode): string {
    return this.keepCode(this.mint("4/0A", 32), pending);
  }

  issueAccess(grant: Grant): string {
    return this.keepAccess(this.mint("ya29.a0", 48), grant);
  }

  issueRefresh(grant: Grant): string {
    return this.keepRefresh(this.mint("1//0", 32), grant, "");
  }

  /** Ends everything the account gave the client, as Google does for either token. False: the token was dead. */
  revoke(token: string): boolean {
    const grant = this.access(token) ?? this.refresh(token);
    if (!grant) return false;
    const { email, clientId } = grant;
    this.endAccount((other) => other.email === email && other.clientId === clientId);
    return true;
  }

  endAccount(which: (of: Grant | PendingCode) => boolean): void {
    this.endAll(which);
    this.endCodes(which);
  }
}
