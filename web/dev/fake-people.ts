import type { Invitation, Member, SessionInfo } from "../../gateway/api/contract/index.ts";
import { memberChange, newInvitation } from "../../gateway/api/contract/index.ts";
import type { Call, Handler } from "./fake-call.ts";
import { ago, ana, li, makeId, session } from "./fake-data.ts";
import { Fault } from "./fake-problem.ts";
import { fake } from "./fake-state.ts";

const member = (person: typeof ana, role: Member["role"], more: Partial<Member> = {}): Member => ({
  ...person,
  role,
  joined_at: ago(90_000),
  last_seen_at: ago(3),
  personal_connectors: 1,
  manageable: true,
  ...more,
});
const members: Member[] = [
  member(ana, "owner"),
  member(li, "member"),
  member({ id: "usr_noa", name: "Noa Auditor", email: "noa@acme.test" }, "auditor", {
    last_seen_at: null,
    personal_connectors: 0,
  }),
];

const sessions: SessionInfo[] = ["Firefox on Linux", "Safari on iPhone", null].map((device, at) => ({
  id: makeId("ses"),
  method: at === 0 ? "company" : "link",
  device,
  created_at: ago(at * 3_000 + 40),
  last_seen_at: ago(at * 700),
  expires_at: ago(-10_000),
  current: at === 0,
}));

const invitations: Invitation[] = [
  {
    id: makeId("inv"),
    email: "new@acme.test",
    role: "member",
    invited_by: ana,
    created_at: ago(200),
    expires_at: ago(-9_000),
    state: "pending",
  },
];

const nobody = () => new Fault(404, "not_found", "There is no such member.", "Look at the list of members.");
const find = (id: string | undefined): Member => {
  const found = members.find((each) => each.id === id);
  if (!found) throw nobody();
  return found;
};
const url = (path: string) => `${session.public_url}${path}#fakeFAKEfakeFAKEfakeFAKE`;

function invite({ body }: Call) {
  const { email, role } = newInvitation.parse(body);
  const made: Invitation = {
    id: makeId("inv"),
    email,
    role,
    invited_by: ana,
    created_at: ago(0),
    expires_at: ago(-10_080),
    state: "pending",
  };
  invitations.unshift(made);
  return { invitation: made, url: url("/invite") };
}

function endOthers() {
  const ended = sessions.length - 1;
  sessions.splice(1);
  return { ended };
}

export const peopleHandlers: Handler[] = [
  ["GET", "/members", () => ({ members, next_cursor: null })],
  ["PATCH", "/members/*", ({ ids, body }) => Object.assign(find(ids[0]), memberChange.parse(body))],
  [
    "DELETE",
    "/members/*",
    ({ ids }) => {
      members.splice(members.indexOf(find(ids[0])), 1);
      return { sessions: 2, tokens: 1, invitations: 0, grants: 1, run: null };
    },
  ],
  ["POST", "/members/*/sign_in_link", () => ({ url: url("/sign-in"), expires_at: ago(-15) })],
  ["GET", "/members/*/sessions", () => ({ sessions: sessions.slice(1) })],
  ["DELETE", "/members/*/sessions", endOthers],
  ["GET", "/sessions", () => ({ sessions })],
  ["DELETE", "/sessions", endOthers],
  [
    "DELETE",
    "/sessions/*",
    ({ ids }) => {
      sessions.splice(
        sessions.findIndex((each) => each.id === ids[0]),
        1,
      );
      return { ended: 1 };
    },
  ],
  ["GET", "/invitations", () => ({ invitations, next_cursor: null })],
  ["POST", "/invitations", invite],
  [
    "DELETE",
    "/invitations/*",
    ({ ids }) => {
      const found = invitations.find((each) => each.id === ids[0]);
      if (!found) throw nobody();
      found.state = "revoked";
      return found;
    },
  ],
  [
    "DELETE",
    "",
    () => {
      fake.signedIn = false;
      return { members: members.length, tokens: 2, grants: 3 };
    },
  ],
];

const problems: Record<string, { title: string; next: string }> = {
  not_a_member: {
    title: "You are not a member of any workspace here.",
    next: "Ask an owner or admin for an invitation.",
  },
};

/** Without a session, by method and address. */
export const openHandlers: Record<string, (call: Call) => unknown> = {
  "GET /api/sign-in": ({ query }) => {
    const code = query.get("problem") ?? "";
    const problem = problems[code];
    return { company: { title: "Acme account" }, problem: problem ? { code, ...problem } : null };
  },
  "POST /api/sign-in/company": () => ({ authorization_url: `${session.public_url}/integrations` }),
  "POST /api/invitations/preview": () => ({
    workspace: { name: "Acme" },
    email: "new@acme.test",
    role: "member",
    expires_at: ago(-9_000),
  }),
  "POST /api/invitations/accept": () => {
    fake.signedIn = true;
    return session;
  },
  "POST /api/session/switch": () => {
    const other = session.workspaces.find(({ id }) => id !== session.workspace.id);
    if (other) session.workspace = { id: other.id, slug: other.slug, name: other.name };
    return session;
  },
};
