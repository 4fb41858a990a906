import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { Audit } from "../audit/index.ts";
import type { Registry } from "../catalog/index.ts";
import type { Clock } from "../clock.ts";
import type { Db } from "../db/index.ts";
import type { Fence } from "../fence/index.ts";
import type { Log } from "../log.ts";
import type { Vault } from "../vault/index.ts";
import type { Apps } from "./apps.ts";
import type { Uses } from "./uses.ts";
import type { Verdicts } from "./verdicts.ts";

/** What the operations of this room share. */
export interface Parts {
  db: Db;
  vault: Vault;
  audit: Audit;
  registry: Registry;
  apps: Apps;
  fence: Fence;
  verdicts: Verdicts;
  uses: Uses;
  clock: Clock;
  log: Log;
  /** Something waits for its provider: the job need not wait for its minute. */
  onPending(): void;
  /**
   * Those of these parts of an account on which a live grant of this client stands, in whatever workspace, this one
   * grant apart. Past row-level security: it answers with what it was asked about, nothing else.
   */
  partsInUse(of: {
    provider: Provider;
    clientId: string;
    parts: readonly string[];
    except: string;
  }): Promise<ReadonlySet<string>>;
}
