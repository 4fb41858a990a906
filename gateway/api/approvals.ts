import { GatewayError } from "../errors.ts";
import { type ApprovalView, type StandingView, toldOfGuard } from "../policy/index.ts";
import * as contract from "./contract/index.ts";
import { type ApiDeps, operation } from "./operation.ts";

/** As the catalog describes the tool today; one that has left this build is shown as the worst it could be. */
function toolOf(
  { registry }: ApiDeps,
  { server, tool: name }: Pick<ApprovalView, "server" | "tool">,
): contract.Approval["tool"] {
  const tool = registry.servers.get(server)?.tools.get(name)?.tool;
  return { name, title: tool?.title ?? name, effect: tool?.effect ?? "destructive" };
}

/** Never what cannot be undone, what wants several people, or what the guard holds. */
const mayStand = (deps: ApiDeps, a: ApprovalView): boolean =>
  a.mayDecide &&
  !a.fourEyes &&
  a.approvers === 1 &&
  toolOf(deps, a).effect !== "destructive" &&
  a.reason !== toldOfGuard(a.tool).reason;

function requireMayStand(deps: ApiDeps, a: ApprovalView): void {
  if (!a.mayDecide || mayStand(deps, a)) return; // who may not decide is told that
  throw new GatewayError("bad_request", { detail: "This call is approved once, each time." });
}

const approvalView = (deps: ApiDeps, a: ApprovalView): contract.Approval => ({
  id: a.id,
  state: a.state,
  caller: a.caller,
  on_behalf_of: a.onBehalfOf,
  client_id: a.clientId,
  server: a.server,
  tool: toolOf(deps, a),
  connector: a.connector,
  reason: a.reason,
  four_eyes: a.fourEyes,
  approvers: a.approvers,
  approved_by: a.approvedBy,
  requested_at: a.requestedAt.toISOString(),
  expires_at: a.expiresAt.toISOString(),
  decided_at: a.decidedAt?.toISOString() ?? null,
  decided_by: a.decidedBy,
  note: a.note,
  used_at: a.usedAt?.toISOString() ?? null,
  arguments: a.args ?? null,
  mine: a.mine,
  fingerprint: a.fingerprint,
  may_stand: mayStand(deps, a),
  may_decide: a.mayDecide,
  why_not: a.why,
  may_cancel: a.mayCancel,
});

export const listApprovals = operation(contract.listApprovals, async ({ deps, who, query }) => {
  const { approvals, next } = await deps.approvals.list(who, {
    state: query.state,
    mine: query.mine === "true",
    pageSize: query.page_size,
    before: query.cursor,
  });
  return { approvals: approvals.map((one) => approvalView(deps, one)), next_cursor: next ?? null };
});

export const countApprovals = operation(contract.countApprovals, async ({ deps, who }) => {
  const { toDecide, mine } = await deps.approvals.counts(who);
  return { to_decide: toDecide, mine };
});

export const getApproval = operation(contract.getApproval, async ({ deps, who, params }) => {
  return { approval: approvalView(deps, await deps.approvals.get(who, params.id)) };
});

export const decideApproval = operation(
  contract.decideApproval,
  async ({ deps, who, signedIn, params, body, requestId }) => {
    // Whoever can start programs on a person's machine, an agent with a shell say, could approve its own calls.
    if (body.decision === "approve" && signedIn.method === "cli") {
      const detail = `Approve it at ${deps.publicUrl}/approvals/${params.id}.`;
      throw new GatewayError("browser_needed", { detail });
    }
    const word = { decision: body.decision, note: body.note ?? null, span: body.span };
    if (body.decision === "approve" && body.span !== "once")
      requireMayStand(deps, await deps.approvals.get(who, params.id));
    const decided = await deps.approvals.decide(who, params.id, word, requestId);
    return { approval: approvalView(deps, decided) };
  },
);

export const cancelApproval = operation(contract.cancelApproval, async ({ deps, who, params, requestId }) => {
  return { approval: approvalView(deps, await deps.approvals.cancel(who, params.id, requestId)) };
});

const standingView = (deps: ApiDeps, s: StandingView): contract.StandingApproval => ({
  id: s.id,
  approval: s.approval,
  caller: s.caller,
  server: s.server,
  tool: toolOf(deps, s),
  connector: s.connector,
  reason: s.reason,
  created_by: s.createdBy,
  created_at: s.createdAt.toISOString(),
  expires_at: s.expiresAt.toISOString(),
  uses: s.uses,
  last_used_at: s.lastUsedAt?.toISOString() ?? null,
  arguments: s.args ?? null,
  may_withdraw: s.mayWithdraw,
});

export const listStandingApprovals = operation(contract.listStandingApprovals, async ({ deps, who }) => {
  return { standing: (await deps.approvals.standing(who)).map((one) => standingView(deps, one)) };
});

export const withdrawApproval = operation(
  contract.withdrawApproval,
  async ({ deps, who, params, requestId }) =>
    standingView(deps, await deps.approvals.withdraw(who, params.id, requestId)),
);

export const getApprovalHistory = operation(contract.getApprovalHistory, async ({ deps, who, params }) => {
  const { approved, denied, recent } = await deps.approvals.history(who, params.id);
  return {
    approved,
    denied,
    recent: recent.map(({ decidedBy, decidedAt, ...one }) => ({
      ...one,
      decided_by: decidedBy,
      decided_at: decidedAt?.toISOString() ?? null,
    })),
  };
});
