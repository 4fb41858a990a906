import { createHash } from "node:crypto";
import type { Asked, GoogleLedger } from "./google-ledger.ts";
import type { MailStore } from "./mail-store.ts";

export interface SandboxUser {
  email: string;
  name: string;
}

/** What the routes of the sandbox share. */
export class GoogleServer {
  /** Known once the emulator listens. */
  url = "";
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientName: string;
  readonly redirectUris: readonly string[];
  readonly users: readonly SandboxUser[];
  readonly ledger: GoogleLedger;
  readonly asked = new Map<string, Asked>();
  withholdRefreshToken = false;
  #mail: MailStore | undefined;

  constructor(options: {
    clientId: string;
    clientSecret: string;
    clientName: string;
    redirectUris: readonly string[];
    users: readonly SandboxUser[];
    ledger: GoogleLedger;
  }) {
    this.clientId = options.clientId;
    this.clientSecret = options.clientSecret;
    this.clientName = options.clientName;
    this.redirectUris = options.redirectUris;
    this.users = options.users;
    this.ledger = options.ledger;
  }

  get mail(): MailStore {
    if (!this.#mail) throw new Error("The sandbox has not started yet.");
    return this.#mail;
  }

  set mail(store: MailStore) {
    this.#mail = store;
  }

  user(email: string): SandboxUser | undefined {
    return this.users.find((user) => user.email === email);
  }

  /** The `sub` of an account: 21 digits, the same whenever the sandbox starts. */
  subjectOf(email: string): string {
    const digest = createHash("sha256").update(email).digest("hex").slice(0, 16);
    return `1${BigInt(`0x${digest}`).toString().padStart(20, "0").slice(0, 20)}`;
  }
}
