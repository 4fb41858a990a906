import type { Principal } from "../../context.ts";

/** A call that a rule wants a person's word for. Another call in any of these is another approval. */
export interface Ask {
  server: string;
  tool: string;
  connectorId: string;
  connectorSlug: string;
  /** Of the connector, as the call found it: an approval does not outlive a revocation. */
  epoch: number;
  /** `ArgumentDigest` of the very arguments that will run. */
  digest: string;
  /** The same arguments, for the person to read. */
  args: Record<string, unknown>;
  /** Why it is asked, for people: the rule or the guard in one sentence. */
  reason: string;
  /** Whoever is behind the caller may not decide. */
  fourEyes: boolean;
  /** Different people who must approve; default 1. */
  approvers?: 1 | 2 | undefined;
  /** Whether a person's earlier word for the very same call will do. Never for what cannot be undone, or for the guard. */
  mayStand?: boolean | undefined;
  requestId: string;
}

/** How long a person's word counts: for this call, or for the very same one again. */
export type Span = "once" | "session" | "always";

export type Claimed =
  /** A person had approved it, and this call has spent that, or their word stands for it. */
  | { state: "granted"; id: string }
  /** Made now, or made by an earlier try of the same call. */
  | { state: "pending"; id: string; url: string; expiresAt: Date }
  /** `note`: what the person said. Stands until `expiresAt`; after that the call may be asked for again. */
  | { state: "denied"; id: string; url: string; expiresAt: Date; note: string | null };

export type ApprovalState = "pending" | "approved" | "denied" | "expired" | "cancelled" | "used";

/** One argument as it is shown. */
export interface ShownArgument {
  name: string;
  /** Text; anything else as indented JSON. What could mislead the eye is spelled out as `\u202e`. */
  text: string;
  /** Characters of the whole; `text` is shorter where it was cut. */
  length: number;
  cut: boolean;
  /** The value was left out because of what the field is called or holds. */
  hidden: boolean;
}

interface Person {
  id: string;
  name: string;
  email: string;
}

export interface ApprovalView {
  id: string;
  state: ApprovalState;
  caller: { kind: "agent" | "user"; id: string; name: string };
  /** The person the caller acts for; null: an agent for itself. */
  onBehalfOf: Person | null;
  clientId: string | null;
  server: string;
  tool: string;
  connector: { id: string; slug: string; account: string };
  reason: string;
  fourEyes: boolean;
  /** How many different people must approve, and who has so far. */
  approvers: number;
  approvedBy: Person[];
  requestedAt: Date;
  /** Pending: until when it can be decided. Approved: until when it can be used. Denied: how long that stands. */
  expiresAt: Date;
  decidedAt: Date | null;
  decidedBy: Person | null;
  note: string | null;
  usedAt: Date | null;
  /** Undefined: not for this reader, or no longer kept. */
  args: ShownArgument[] | undefined;
  mine: boolean;
  /** Whether this reader may decide, and if not, why. */
  mayDecide: boolean;
  /** The same for calls of one tool with the same arguments on the same connector, whoever asks. */
  fingerprint: string;
  why: WhyNot | null;
  mayCancel: boolean;
}

/** Why somebody does not decide: the role, four eyes, an own earlier word, or nothing is left to decide. */
export type WhyNot = "role" | "four_eyes" | "already" | "over";

/** A word that stands for the very same call: caller, token or client, tool, connector, epoch and arguments. */
export interface StandingView {
  id: string;
  approval: string;
  caller: { kind: "agent" | "user"; id: string; name: string };
  server: string;
  tool: string;
  connector: { id: string; slug: string; account: string };
  reason: string;
  createdBy: Person;
  createdAt: Date;
  expiresAt: Date;
  uses: number;
  lastUsedAt: Date | null;
  /** Undefined: not for this reader, or sealed with a key that is gone. */
  args: ShownArgument[] | undefined;
  mayWithdraw: boolean;
}

/** What was decided before about calls of this caller with this tool, in 30 days. */
export interface History {
  approved: number;
  denied: number;
  /** The newest ten; `same`: with the same arguments. */
  recent: {
    id: string;
    state: ApprovalState;
    decidedBy: Person | null;
    decidedAt: Date | null;
    note: string | null;
    same: boolean;
  }[];
}

export interface ApprovalPage {
  approvals: ApprovalView[];
  /** Pass as `before` for what is older; undefined: no more. */
  next: string | undefined;
}

export interface ApprovalQuery {
  state?: ApprovalState | undefined;
  /** Only those asked for in this person's name. */
  mine: boolean;
  pageSize: number;
  /** Id of the last one of the page before. */
  before?: string | undefined;
}

/**
 * Calls that wait for a person. Single use; bound to the caller, its credential or OAuth client, server, tool,
 * connector, epoch and argument digest.
 */
export interface Approvals {
  /** For invoke. Throws `too_many_approvals`, `audit_unavailable`. */
  claim(who: Principal, ask: Ask): Promise<Claimed>;
  /**
   * Resolves when it is decided, on whichever replica, or after `ms` milliseconds or the signal with `pending`.
   * `approved` is no permission: `claim` again spends it.
   */
  wait(
    who: Principal,
    id: string,
    signal: AbortSignal,
    ms: number,
  ): Promise<"approved" | "denied" | "pending">;
  /** What this person may see: admins and auditors all, others their own and those on their own connectors. */
  list(who: Principal, query: ApprovalQuery): Promise<ApprovalPage>;
  /** Throws `not_found`, also for one that this person may not see. */
  get(who: Principal, id: string): Promise<ApprovalView>;
  /** Pending ones: how many this person may decide, how many were asked for in their name. */
  counts(who: Principal): Promise<{ toDecide: number; mine: number }>;
  /**
   * Only a person in a browser session. Throws `not_found`, `forbidden`, `approval_four_eyes`, `approval_over`,
   * `key_unknown` (nobody approves what cannot be shown), `bad_request` for a span beyond `once` of a call that wants
   * two people or four eyes.
   */
  decide(
    who: Principal,
    id: string,
    word: { decision: "approve" | "deny"; note: string | null; span?: Span | undefined },
    requestId: string,
  ): Promise<ApprovalView>;
  /** By the person it was asked for. Throws `not_found`, `forbidden`, `approval_over`. */
  cancel(who: Principal, id: string, requestId: string): Promise<ApprovalView>;
  /** As `get`. */
  history(who: Principal, id: string): Promise<History>;
  /** Words that stand, newest first: admins and auditors see all, others their own and those on their connectors. */
  standing(who: Principal): Promise<StandingView[]>;
  /** Answers when no call is let through by it any more. Throws `not_found`, `forbidden`. */
  withdraw(who: Principal, id: string, requestId: string): Promise<StandingView>;
  /** Ends what nobody decided or used, and forgets what is old. How many ended. */
  sweep(): Promise<number>;
}
