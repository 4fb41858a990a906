import type { Browser } from "./browser.ts";

export type Era = "2025-11-25" | "2026-07-28";

/**
 * How a client comes in. `token`: an API token as a header. `token at /k`: the same at the address without OAuth
 * discovery. The other two are the whole OAuth flow; the client makes itself known by registering (RFC 7591) or by the
 * address of its metadata document.
 */
export type SignIn = "OAuth, registration" | "OAuth, metadata document" | "token" | "token at /k";

/** What a client is given. */
export interface Door {
  endpoint: URL;
  /** Absent: it has to ask for one with OAuth. */
  token: string | undefined;
  /** Absent: it registers. */
  metadataDocument: string | undefined;
  /** Its own directory, for whatever it keeps. */
  home: string;
  /** The person's. */
  browser: Browser;
  /** The client asks the person to open this link: true when they did there what it is for, false when they declined. */
  openLink(url: string): Promise<boolean>;
}

/** An answer as the person, or the model that speaks to that person, sees it in this client. */
export interface Shown {
  failed: boolean;
  text: string;
}

/** A client that is signed in. What it does not take is thrown. */
export interface Session {
  /** Names of tools. */
  list(): Promise<string[]>;
  call(tool: string, args: Record<string, unknown>): Promise<Shown>;
  close(): Promise<void>;
}

export const COLUMNS = ["list", "call", "missing", "recovers", "revoked"] as const;
export type Column = (typeof COLUMNS)[number];

/** What a client cannot do, and whose fault that is. */
export interface Known {
  why: string;
  /** What the failure says, so that no other hides behind it. */
  looks: RegExp;
  /** Address of the public report. */
  issue?: string;
}

/** One make of client in one era. */
export interface Make {
  id: string;
  title: string;
  /** The npm package whose version counts. */
  package: string;
  era: Era;
  signIns: readonly SignIn[];
  open(door: Door): Promise<Session>;
  /** Cells that fail through the client's own doing. One that is listed here and passes fails the run. */
  known?: Partial<Record<Column, Known>>;
}

export interface Cell {
  ok: boolean;
  /** How it was seen to work; or why it does not. */
  how: string;
  issue?: string;
}

/** One make with one way to sign in: a row of the results. */
export interface Row extends Record<Column, Cell> {
  client: string;
  package: string;
  version: string;
  /** As its requests said. */
  era: string;
  signIn: SignIn;
}
