import type { Audit } from "../audit/index.ts";
import type { Registry } from "../catalog/index.ts";
import type { Clock } from "../clock.ts";
import type { Db } from "../db/index.ts";
import type { Fence } from "../fence/index.ts";
import type { Log } from "../log.ts";
import type { Vault } from "../vault/index.ts";
import type { Clients } from "./clients.ts";
import type { Verdicts } from "./verdicts.ts";

/** What the operations of this room share. */
export interface Parts {
  db: Db;
  vault: Vault;
  audit: Audit;
  registry: Registry;
  clients: Clients;
  fence: Fence;
  verdicts: Verdicts;
  clock: Clock;
  log: Log;
  /** Live grants of this account and client in every workspace but this one grant. Past row-level security: a count only. */
  otherLiveGrants(of: {
    provider: string;
    clientId: string;
    accountId: string;
    except: string;
  }): Promise<number>;
}
