import type { Provider } from "../../mcp-servers/kit/index.ts";
import { google as real } from "../../mcp-servers/providers/google.ts";
import { calendarsOf } from "./calendar-gate.ts";
import type { CalendarStore } from "./calendar-store.ts";
import { controlsOf, type SandboxControls } from "./controls.ts";
import { driveStoreOf } from "./drive-routes.ts";
import type { DriveStore } from "./drive-store.ts";
import type { GoogleStore } from "./emulator-internals.ts";
import type { ActiveFault, Fault } from "./faults.ts";
import { googleGate } from "./google-gate.ts";
import { GoogleLedger } from "./google-ledger.ts";
import { GoogleServer, type SandboxUser } from "./google-server.ts";
import { MailStore } from "./mail-store.ts";
import { type Mailbox, mailbox as standardMailbox } from "./mailbox.ts";
import type { LoggedRequest } from "./request-log.ts";
import { type SentMail, sentMail } from "./sent-mail.ts";
import { startStrictEmulator } from "./strict-emulator.ts";

export type { ActiveFault, Fault, LoggedRequest, SandboxUser, SentMail };

export interface SandboxGoogleOptions {
  /** 0 or left out: any free port. */
  port?: number | undefined;
  /** Matched exactly. */
  redirectUris: readonly string[];
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  /** What the consent page calls the client. */
  clientName?: string | undefined;
  users?: readonly SandboxUser[] | undefined;
  mailbox?: Mailbox | undefined;
  /** Milliseconds since the epoch; the seeded mail was sent in the weeks before. Default: a fixed day. */
  now?: number | undefined;
  /** Default 3599, as Google's. */
  accessTokenSeconds?: number | undefined;
  /** Default 60. */
  codeSeconds?: number | undefined;
  /** Give no refresh token even when the request asks for one. */
  withholdRefreshToken?: boolean | undefined;
}

/** An emulated Google that is as strict as the real one, and what tests may do to it. */
export interface SandboxGoogle extends SandboxControls {
  /** For the gateway: `google` with its endpoints and API host pointed here. */
  readonly provider: Provider;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly users: readonly SandboxUser[];
  /** The account's `sub`. */
  subjectOf(email: string): string;
  /** The account's owner removes the client in the security settings: everything of that account ends. */
  revokeAccount(email: string): void;
  withholdRefreshToken(on: boolean): void;
  /** Every message of an account as stored, oldest first. */
  mail(email: string): Promise<SentMail[]>;
  /** Everybody's calendars. */
  readonly calendars: CalendarStore;
  /** What Drive holds, of everybody. */
  readonly drive: DriveStore;
}

const USERS: readonly SandboxUser[] = [
  { email: "ada@acme.test", name: "Ada Lindqvist" },
  { email: "ben@acme.test", name: "Ben Okafor" },
];

export async function startSandboxGoogle(options: SandboxGoogleOptions): Promise<SandboxGoogle> {
  const google = new GoogleServer({
    clientId: options.clientId ?? "sandbox-client.apps.googleusercontent.com",
    clientSecret: options.clientSecret ?? "GOCSPX-sandbox-only-client-secret",
    clientName: options.clientName ?? "Valetkey",
    redirectUris: options.redirectUris,
    users: options.users ?? USERS,
    ledger: new GoogleLedger({
      accessToken: options.accessTokenSeconds ?? 3599,
      code: options.codeSeconds ?? 60,
    }),
  });
  google.withholdRefreshToken = options.withholdRefreshToken ?? false;
  const box = options.mailbox ?? standardMailbox(options.now);
  const emulator = await startStrictEmulator("google", {
    port: options.port,
    // Only users and labels: clients, tokens and mail are held by routes of ours.
    seed: { users: google.users, labels: box.labels },
    gate: (...request) => gate(...request),
  });
  const store = emulator.store as GoogleStore;
  const gate = googleGate(google, store, emulator.tokenMap);
  google.url = emulator.url;
  google.mail = new MailStore(store);
  for (const message of box.messages) await google.mail.add(message);
  return {
    ...controlsOf(emulator, google.ledger, [google.clientSecret]),
    provider: providerAt(google.url),
    clientId: google.clientId,
    clientSecret: google.clientSecret,
    users: google.users,
    subjectOf: (email) => google.subjectOf(email),
    revokeAccount: (email) => google.ledger.endAccount((of) => of.email === email),
    withholdRefreshToken: (on) => {
      google.withholdRefreshToken = on;
    },
    mail: (email) => sentMail(google.mail, email),
    calendars: calendarsOf(google, options.now),
    drive: driveStoreOf(google, options.now),
  };
}

/** The real provider's data, with every address pointed at the sandbox. */
function providerAt(url: string): Provider {
  return {
    ...real,
    title: "Google",
    issuer: url,
    authorizationEndpoint: `${url}/o/oauth2/v2/auth`,
    tokenEndpoint: `${url}/token`,
    jwksUri: `${url}/oauth2/v3/certs`,
    identity: { ...real.identity, endpoint: `${url}/v1/userinfo` },
    revocation: { ...real.revocation, endpoint: `${url}/revoke` },
    probe: { ...real.probe, url: `${url}/v1/userinfo` },
    sandbox: true,
    origins: {
      "https://gmail.googleapis.com": url,
      "https://openidconnect.googleapis.com": url,
      "https://oauth2.googleapis.com": url,
      "https://accounts.google.com": url,
      "https://www.googleapis.com": url,
      "https://docs.googleapis.com": url,
      "https://sheets.googleapis.com": url,
      "https://slides.googleapis.com": url,
    },
  };
}
