import type { ApprovalView } from "../policy/index.ts";
import * as contract from "./contract.ts";
import { type ApiDeps, operation } from "./operation.ts";

/** As the catalog describes the tool today; one that has left this build is shown as the worst it could be. */
function toolOf({ registry }: ApiDeps, { server, tool: name }: ApprovalView): contract.Approval["tool"] {
  const tool = registry.servers.get(server)?.tools.get(name)?.tool;
  return { name, title: tool?.title ?? name, effect: tool?.effect ?? "destructive" };
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
  may_decide: a.mayDecide,
  why_not: a.why,
  may_cancel: a.mayCancel,
});

export const listApprovals = operation({
  method: "get",
  path: "/approvals",
  access: "member", // each sees what concerns them
  query: contract.approvalsQuery,
  response: contract.approvalsPage,
  async handle({ deps, who, query }) {
    const { approvals, next } = await deps.approvals.list(who, {
      state: query.state,
      mine: query.mine === "true",
      pageSize: query.page_size,
      before: query.cursor,
    });
    return { approvals: approvals.map((one) => approvalView(deps, one)), next_cursor: next ?? null };
  },
});

export const countApprovals = operation({
  method: "get",
  path: "/approvals/counts",
  access: "member",
  response: contract.approvalCounts,
  async handle({ deps, who }) {
    const { toDecide, mine } = await deps.approvals.counts(who);
    return { to_decide: toDecide, mine };
  },
});

export const getApproval = operation({
  method: "get",
  path: "/approvals/:id",
  access: "member",
  response: contract.oneApproval,
  async handle({ deps, who, params }) {
    return { approval: approvalView(deps, await deps.approvals.get(who, params.id ?? "")) };
  },
});

export const decideApproval = operation({
  method: "post",
  path: "/approvals/:id/decision",
  access: "member", // the owner of a personal connector is any member; `policy/approvals` judges
  body: contract.approvalDecision,
  response: contract.oneApproval,
  async handle({ deps, who, params, body, requestId }) {
    const word = { decision: body.decision, note: body.note ?? null };
    const decided = await deps.approvals.decide(who, params.id ?? "", word, requestId);
    return { approval: approvalView(deps, decided) };
  },
});

export const cancelApproval = operation({
  method: "delete",
  path: "/approvals/:id",
  access: "member",
  response: contract.oneApproval,
  async handle({ deps, who, params, requestId }) {
    return { approval: approvalView(deps, await deps.approvals.cancel(who, params.id ?? "", requestId)) };
  },
});
