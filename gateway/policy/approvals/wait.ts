import type { Principal } from "../../context.ts";
import { GatewayError } from "../../errors.ts";
import { callerOf } from "./binding.ts";
import type { ApprovalOptions } from "./options.ts";
import type { Approvals } from "./types.ts";

type Answer = "approved" | "denied" | "pending";

/** Calls that wait, woken by a notification on whichever replica they are. */
export function openWaiting({ db, clock }: Pick<ApprovalOptions, "db" | "clock">): Approvals["wait"] {
  const bells = new Map<string, Set<() => void>>();
  const ring = (id: string) => {
    for (const wake of bells.get(id) ?? []) wake();
  };
  db.channel.on("approvals", ({ id }) => ring(id));
  // Whatever was said while nobody listened is in the table.
  db.channel.onGap(() => {
    for (const id of bells.keys()) ring(id);
  });

  /** Undefined: nobody has decided yet, and somebody still may. */
  const look = async (who: Principal, id: string): Promise<Answer | undefined> => {
    const { workspaceId } = who;
    const row = await db.inWorkspace(who, (tx) =>
      tx.approval.findUnique({ where: { workspaceId_id: { workspaceId, id } } }),
    );
    if (!row || row.caller !== callerOf(who) || row.credentialId !== (who.credentialId ?? null))
      throw new GatewayError("not_found");
    if (row.state === "denied") return "denied";
    if (row.expiresAt.getTime() <= clock()) return "pending";
    if (row.state === "approved") return "approved";
    return row.state === "pending" ? undefined : "pending";
  };

  return async (who, id, signal, ms) => {
    const over = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
    let wake: () => void = () => {};
    const bell = () => wake();
    const mine = bells.get(id) ?? new Set();
    bells.set(id, mine.add(bell));
    over.addEventListener("abort", bell);
    try {
      while (!over.aborted) {
        // Hung up before it looks, so that what is said meanwhile is heard.
        const rung = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const answer = await look(who, id);
        if (answer) return answer;
        if (!over.aborted) await rung;
      }
      return (await look(who, id)) ?? "pending";
    } finally {
      over.removeEventListener("abort", bell);
      mine.delete(bell);
      if (mine.size === 0 && bells.get(id) === mine) bells.delete(id);
    }
  };
}
