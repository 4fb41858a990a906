import type { Clock } from "../clock.ts";
import type { System } from "../db/index.ts";
import type { Log } from "../log.ts";

/** Which tools each grant serves, and when last. Kept in memory and written together. */
export interface Uses {
  note(workspaceId: string, grantId: string, tool: string): void;
  /** By a timer, before a report, and at shutdown. */
  flush(): Promise<void>;
}

interface Use {
  workspaceId: string;
  grantId: string;
  tool: string;
  calls: number;
  firstAt: number;
  lastAt: number;
}

export function openUses(system: System, clock: Clock, log: Log): Uses {
  let pending = new Map<string, Use>();
  const write = async ({ workspaceId, grantId, tool, calls, firstAt, lastAt }: Use): Promise<void> => {
    const key = { workspaceId, grantId, tool };
    await system.tables.toolUse.upsert({
      where: { workspaceId_grantId_tool: key },
      create: { ...key, calls, firstAt: new Date(firstAt), lastAt: new Date(lastAt) },
      update: { calls: { increment: calls }, lastAt: new Date(lastAt) },
    });
  };
  return {
    note(workspaceId, grantId, tool) {
      const key = `${workspaceId} ${grantId} ${tool}`;
      const now = clock();
      const use = pending.get(key) ?? { workspaceId, grantId, tool, calls: 0, firstAt: now, lastAt: now };
      use.calls++;
      use.lastAt = now;
      pending.set(key, use);
    },
    async flush() {
      const uses = [...pending.values()];
      pending = new Map();
      for (const use of uses) {
        // A grant may have gone with its connector meanwhile: then there is nothing to report.
        await write(use).catch((err: unknown) =>
          log.debug({ err, grant: use.grantId }, "the use of a tool was not written"),
        );
      }
    },
  };
}
