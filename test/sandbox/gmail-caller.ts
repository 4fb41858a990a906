import type { GoogleLabel } from "./emulator-internals.ts";
import type { GoogleServer } from "./google-server.ts";

/** Whose mail a request may see. */
export interface Caller {
  google: GoogleServer;
  email: string;
  scopes: readonly string[];
  labels(): GoogleLabel[];
}
