import { z } from "zod";
import { route } from "./route.ts";
import { at, id, person } from "./shared.ts";

export const approvalState = z.enum(["pending", "approved", "denied", "expired", "cancelled", "used"]);

/** A call that waits for a person, or did. Page: `/approvals/:id`. */
export const approval = z.object({
  id,
  state: approvalState,
  caller: z.object({ kind: z.enum(["agent", "user"]), id, name: z.string() }),
  /** The person it acts for; null: an agent for itself. */
  on_behalf_of: person.nullable(),
  /** The OAuth client it came through. */
  client_id: z.string().nullable(),
  server: z.string(),
  tool: z.object({ name: z.string(), title: z.string(), effect: z.enum(["read", "write", "destructive"]) }),
  connector: z.object({ id, slug: z.string(), account: z.string() }),
  /** Why it is asked, in one sentence. */
  reason: z.string(),
  /** Whoever is behind the caller may not decide. */
  four_eyes: z.boolean(),
  /** How many different people must approve, and who has. */
  approvers: z.number().int(),
  approved_by: z.array(person),
  requested_at: at,
  /** Pending: until when it can be decided. Approved: until when the call can be made. Denied: how long that stands. */
  expires_at: at,
  decided_at: at.nullable(),
  /** The last one who decided. */
  decided_by: person.nullable(),
  note: z.string().nullable(),
  used_at: at.nullable(),
  /**
   * Null: not for this reader (who sees them: who may decide by role, and whose call it is), or no longer kept: they are
   * dropped with the decision. `text` of what is no string is indented JSON; `length` counts the whole, `cut` says that
   * `text` is not all of it, `hidden` that the value is left out. Show `text` as plain text.
   */
  arguments: z
    .array(
      z.object({
        name: z.string(),
        text: z.string(),
        length: z.number().int(),
        cut: z.boolean(),
        hidden: z.boolean(),
      }),
    )
    .nullable(),
  mine: z.boolean(),
  /** The same for calls of one tool with the same arguments on the same connector, whoever asks. */
  fingerprint: z.string(),
  /** Whether the word may also count for the very same call again (`span`). */
  may_stand: z.boolean(),
  may_decide: z.boolean(),
  /** Why not: `role`, `four_eyes` (your own call), `already` (you approved; somebody else must too), `over`. */
  why_not: z.enum(["role", "four_eyes", "already", "over"]).nullable(),
  may_cancel: z.boolean(),
});
export type Approval = z.infer<typeof approval>;

/**
 * Newest first. Owners, admins and auditors see all, others those asked for in their
 * name and those on their own connectors. Kept for 30 days. `mine=true`: only those asked for in my name.
 */
export const approvalsQuery = z.strictObject({
  state: approvalState.optional(),
  mine: z.enum(["true", "false"]).default("false"),
  page_size: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(64).optional(),
});
export const approvalsPage = z.object({ approvals: z.array(approval), next_cursor: z.string().nullable() });
export type ApprovalsPage = z.infer<typeof approvalsPage>;
/** Pending ones that I may decide, and that were asked for in my name. For a badge. */
export const approvalCounts = z.object({ to_decide: z.number().int(), mine: z.number().int() });
export const oneApproval = z.object({ approval });
/** The agent reads `note`. */
export const approvalDecision = z.strictObject({
  decision: z.enum(["approve", "deny"]),
  note: z.string().trim().min(1).max(500).optional(),
  /**
   * With `approve`: for this call; or also for the very same one again (caller, its token or client, tool, connector and
   * arguments), for 8 hours (`session`) or 90 days (`always`). Never where `may_stand` is false: `bad_request`.
   */
  span: z.enum(["once", "session", "always"]).default("once"),
});

/** A word that stands for the very same call. */
export const standingApproval = z.object({
  id,
  approval: id,
  caller: z.object({ kind: z.enum(["agent", "user"]), id, name: z.string() }),
  server: z.string(),
  tool: z.object({ name: z.string(), title: z.string(), effect: z.enum(["read", "write", "destructive"]) }),
  connector: z.object({ id, slug: z.string(), account: z.string() }),
  reason: z.string(),
  created_by: person,
  created_at: at,
  expires_at: at,
  uses: z.number().int(),
  last_used_at: at.nullable(),
  /** As of an approval. */
  arguments: approval.shape.arguments,
  may_withdraw: z.boolean(),
});
export type StandingApproval = z.infer<typeof standingApproval>;
export const standingApprovals = z.object({ standing: z.array(standingApproval) });

/** What was decided in 30 days about calls of the same caller with the same tool. */
export const approvalHistory = z.object({
  approved: z.number().int(),
  denied: z.number().int(),
  /** The newest ten; `same`: with the same arguments on the same connector. */
  recent: z.array(
    z.object({
      id,
      state: approvalState,
      decided_by: person.nullable(),
      decided_at: at.nullable(),
      note: z.string().nullable(),
      same: z.boolean(),
    }),
  ),
});
export type ApprovalHistory = z.infer<typeof approvalHistory>;

export const listApprovals = route({
  method: "get",
  path: "/api/workspaces/:workspace/approvals",
  access: "member", // each sees what concerns them
  summary: "Calls that wait for a person, or did",
  description:
    "Owners, admins and auditors see all, others those asked for in their name and those on their own connectors. Kept for 30 days.",
  query: approvalsQuery,
  response: approvalsPage,
});

export const countApprovals = route({
  method: "get",
  path: "/api/workspaces/:workspace/approvals/counts",
  access: "member",
  summary: "How many I may decide, and how many were asked for in my name",
  response: approvalCounts,
});

export const listStandingApprovals = route({
  method: "get",
  path: "/api/workspaces/:workspace/approvals/standing",
  access: "member",
  summary: "Approvals that stand for the very same call",
  response: standingApprovals,
});

export const withdrawApproval = route({
  method: "delete",
  path: "/api/workspaces/:workspace/approvals/standing/:id",
  access: "member", // `policy/approvals` judges
  summary: "Take an approval back that stands",
  response: standingApproval,
});

export const getApprovalHistory = route({
  method: "get",
  path: "/api/workspaces/:workspace/approvals/:id/history",
  access: "member",
  summary: "What was decided before about calls of this caller with this tool",
  response: approvalHistory,
});

export const getApproval = route({
  method: "get",
  path: "/api/workspaces/:workspace/approvals/:id",
  access: "member",
  summary: "One approval",
  response: oneApproval,
});

export const decideApproval = route({
  method: "post",
  path: "/api/workspaces/:workspace/approvals/:id/decision",
  access: "member", // the owner of a personal connector is any member; `policy/approvals` judges
  summary: "Approve or deny a call",
  description:
    "Owners and admins may, and the owner of a personal connector. `approval_four_eyes`; `approval_over`: decided, cancelled or expired meanwhile. A program may deny and not approve: `browser_needed`. The agent reads `note`.",
  body: approvalDecision,
  response: oneApproval,
});

export const cancelApproval = route({
  method: "delete",
  path: "/api/workspaces/:workspace/approvals/:id",
  access: "member",
  summary: "Cancel a call that was asked for in my name",
  response: oneApproval,
});
