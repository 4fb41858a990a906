import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import type { Audit, AuditInput } from "./audit/index.ts";
import type { Database } from "./db/index.ts";
import type { Identity } from "./identity/index.ts";
import { OperatorError } from "./operator-error.ts";
import { type OperatorRoute, operatorMessage } from "./operator-key-routes.ts";

const asked = z.strictObject({ keys: z.boolean() });
/** The line before those of the database. */
export const aboutBackup = z.object({
  about: z.object({
    database: z.enum(["embedded", "postgresql"]),
    /** Ids of the vault keys that its sealed rows need. */
    key_ids: z.array(z.string().max(256)).max(1_000),
  }),
});
export type AboutBackup = z.infer<typeof aboutBackup>["about"];

/** How long a reader may take nothing: on the embedded database everybody waits for it. */
const PATIENCE_MS = 15_000;

interface Parts {
  database: Pick<Database, "db" | "system">;
  identity: Pick<Identity, "people" | "workspaces">;
  audit: Audit;
}

/** In the log of each workspace that is there. */
export async function recordInEach(
  { identity, audit }: Omit<Parts, "database">,
  event: AuditInput,
): Promise<void> {
  const all = await identity.workspaces.list();
  const live = all.filter(({ deletedAt }) => deletedAt === null);
  await Promise.all(
    live.map(({ id }) => audit.append(identity.people.systemPrincipal(id, "operator"), event)),
  );
}

/** Everything a backup is made of, line by line, on record first. `keys`: the caller adds the vault's keys. */
export async function writeBackup(
  parts: Parts,
  { keys }: { keys: boolean },
  write: (line: string) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const { db, system } = parts.database;
  await recordInEach(parts, { type: "backup.taken", outcome: "ok", data: { keys } });
  const key_ids = [...new Set((await system.sealed.count()).map(({ keyId }) => keyId))];
  const about: AboutBackup = { database: db.embedded ? "embedded" : "postgresql", key_ids };
  await write(JSON.stringify({ about }));
  await system.dump(write, signal);
}

/** Throws when the reader is gone or takes nothing for too long. */
async function send(response: ServerResponse, line: string, gone: AbortSignal): Promise<void> {
  if (response.write(`${line}\n`)) return;
  const late = AbortSignal.any([gone, AbortSignal.timeout(PATIENCE_MS)]);
  await once(response, "drain", { signal: late });
}

/** `/backup` answers with lines of JSON; after a failure the last one is `{"error": "…"}`. */
export function backupRoutes(parts: Parts): Record<string, OperatorRoute> {
  return {
    async "/backup"(body, response) {
      const wanted = asked.safeParse(body);
      if (!wanted.success) throw new OperatorError("Say whether the keys go with it.");
      const gone = new AbortController();
      response.once("close", () => gone.abort());
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      try {
        await writeBackup(parts, wanted.data, (line) => send(response, line, gone.signal), gone.signal);
        response.end();
      } catch (error) {
        // Whoever reads slowly is cut off: a line that says so would wait behind what they have not taken.
        if (gone.signal.aborted || (error as Error).name === "AbortError") response.destroy();
        else response.end(`${JSON.stringify({ error: operatorMessage(error) })}\n`);
        if (!gone.signal.aborted) throw error;
      }
      return undefined;
    },
  };
}
