import type { ApprovalState, WhyNot } from "./types.ts";

/** What the rules look at. */
export interface Judged {
  state: ApprovalState;
  expiresAt: Date;
  epoch: number;
  fourEyes: boolean;
  behind: readonly string[];
  approvedBy: readonly string[];
  /** The person it was asked for; null: an agent for itself. */
  userId: string | null;
  connector: { epoch: number; kind: "shared" | "personal"; ownerId: string | null };
}
/** A person who looks at it. */
export interface Reader {
  userId: string | undefined;
  /** Owners and admins. */
  manages: boolean;
}

const lapses = (state: ApprovalState): boolean => state === "pending" || state === "approved";

/** The state at `now`, milliseconds: what ran out, or whose connector was revoked since, has expired. */
export const stateAt = ({ state, expiresAt, epoch, connector }: Judged, now: number): ApprovalState =>
  lapses(state) && (expiresAt.getTime() <= now || epoch !== connector.epoch) ? "expired" : state;

/** Owners and admins, and whose own the connector is. */
export const isDecider = ({ connector }: Judged, { userId, manages }: Reader): boolean =>
  manages || (userId !== undefined && connector.kind === "personal" && connector.ownerId === userId);

/** Pure: why this person may not decide now; null: they may. */
export function whyNot(approval: Judged, reader: Reader, now: number): WhyNot | null {
  const { userId } = reader;
  if (userId === undefined || !isDecider(approval, reader)) return "role";
  if (stateAt(approval, now) !== "pending") return "over";
  if (approval.fourEyes && approval.behind.includes(userId)) return "four_eyes";
  return approval.approvedBy.includes(userId) ? "already" : null;
}

/** Who asked takes it back while it has not been used; a decider takes back what was approved. */
export function mayCancel(approval: Judged, reader: Reader, now: number): boolean {
  const state = stateAt(approval, now);
  if (!lapses(state) || reader.userId === undefined) return false;
  return approval.userId === reader.userId || (state === "approved" && isDecider(approval, reader));
}
