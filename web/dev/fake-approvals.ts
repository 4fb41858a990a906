import type { Approval } from "../../gateway/api/contract/index.ts";
import { approvalDecision } from "../../gateway/api/contract/index.ts";
import type { Call, Handler } from "./fake-call.ts";
import { ago, ana, li, makeId } from "./fake-data.ts";
import { Fault } from "./fake-problem.ts";

const shown = (name: string, value: unknown) => {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return { name, text, length: text.length, cut: false, hidden: false };
};

const make = (more: Partial<Approval>): Approval => ({
  id: makeId("apr"),
  state: "pending",
  caller: { kind: "agent", id: "agt_triage", name: "Mail triage" },
  on_behalf_of: null,
  client_id: null,
  server: "gmail",
  tool: { name: "gmail_send", title: "Send mail", effect: "destructive" },
  connector: { id: "con_ops", slug: "ops", account: "ops@acme.test" },
  reason: "The rule “Mail goes out only when somebody has looked” asks for every destructive tool of Gmail.",
  four_eyes: false,
  approvers: 1,
  approved_by: [],
  requested_at: ago(2),
  expires_at: ago(-13),
  decided_at: null,
  decided_by: null,
  note: null,
  used_at: null,
  arguments: [
    shown("subject", "Invoice 4711"),
    shown("to", ["Bo Buyer <bo@customer.test>", "pay@\u0430cme.test"]),
    shown("body", `${"Dear Bo,\nplease find the invoice attached.\n".repeat(20)}Yours, Ana`),
    shown("attachments", [{ name: "invoice.pdf", size: 48_213 }]),
    { name: "api_key", text: "", length: 40, cut: false, hidden: true },
  ],
  mine: false,
  fingerprint: makeId("fp"),
  may_stand: false,
  may_decide: true,
  why_not: null,
  may_cancel: false,
  ...more,
});

const approvals: Approval[] = [
  make({}),
  make({
    caller: { kind: "user", id: ana.id, name: ana.name },
    client_id: "https://claude.ai/oauth/client",
    four_eyes: true,
    mine: true,
    may_decide: false,
    why_not: "four_eyes",
    may_cancel: true,
    tool: { name: "gmail_trash_thread", title: "Move a thread to the trash", effect: "destructive" },
    arguments: [shown("thread_id", "18f2a7c0de")],
    expires_at: ago(-1),
  }),
  make({
    state: "used",
    on_behalf_of: li,
    arguments: null,
    decided_at: ago(100),
    decided_by: ana,
    used_at: ago(99),
    may_decide: false,
    why_not: "over",
  }),
  make({
    state: "denied",
    arguments: null,
    decided_at: ago(300),
    decided_by: ana,
    note: "Ask the customer for another address first.",
    may_decide: false,
    why_not: "over",
  }),
];

const find = (id: string | undefined): Approval => {
  const found = approvals.find((each) => each.id === id);
  if (found) return found;
  throw new Fault(404, "not_found", "There is no such thing here.", "Check the address or the id.");
};

function decide({ ids, body }: Call) {
  const approval = find(ids[0]);
  const { decision, note = null } = approvalDecision.parse(body);
  if (approval.state !== "pending")
    throw new Fault(409, "approval_over", "Nothing is left to decide.", "Look at it again.");
  Object.assign(approval, {
    state: decision === "approve" ? "approved" : "denied",
    note,
    arguments: null,
    decided_at: ago(0),
    decided_by: ana,
    may_decide: false,
    why_not: "over",
    may_cancel: false,
    expires_at: ago(-10),
  });
  return { approval };
}

export const approvalHandlers: Handler[] = [
  [
    "GET",
    "/approvals",
    ({ query }) => ({
      approvals: approvals.filter(
        ({ state, mine }) =>
          (!query.get("state") || query.get("state") === state) && (query.get("mine") !== "true" || mine),
      ),
      next_cursor: null,
    }),
  ],
  [
    "GET",
    "/approvals/counts",
    () => {
      const waiting = approvals.filter(({ state }) => state === "pending");
      return {
        to_decide: waiting.filter(({ may_decide }) => may_decide).length,
        mine: waiting.filter(({ mine }) => mine).length,
      };
    },
  ],
  ["GET", "/approvals/*", ({ ids }) => ({ approval: find(ids[0]) })],
  ["POST", "/approvals/*/decision", decide],
  [
    "DELETE",
    "/approvals/*",
    ({ ids }) => ({ approval: Object.assign(find(ids[0]), { state: "cancelled", may_decide: false }) }),
  ],
];
