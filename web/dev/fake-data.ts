/** What the fake API remembers: one workspace, typed by the contract. A development aid, never in the product. */
import type { z } from "zod";
import type {
  AuditEvent,
  agent,
  Catalog,
  Connector,
  Session,
  token,
} from "../../gateway/api/contract/index.ts";

const G = "https://www.googleapis.com/auth/";
export const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export const ana = { id: "usr_ana", name: "Ana Admin", email: "ana@acme.test" };
export const li = { id: "usr_li", name: "Li Teammate", email: "li@acme.test" };

export const session: Session = {
  user: ana,
  workspace: { id: "wsp_acme", slug: "acme", name: "Acme" },
  workspaces: [
    { id: "wsp_acme", slug: "acme", name: "Acme", role: "owner" },
    { id: "wsp_umbrella", slug: "umbrella", name: "Umbrella", role: "member" },
  ],
  method: "company",
  role: "owner",
  permissions: [
    "connectors.connect_own",
    "connectors.manage",
    "tokens.manage",
    "members.manage",
    "audit.read",
    "workspace.read",
    "workspace.manage",
  ],
  csrf: "fake-csrf",
  expires_at: new Date(Date.now() + 8 * 3_600_000).toISOString(),
  public_url: "http://localhost:8787",
  version: "0.1.0",
  sandbox: true,
};

const scopes: Catalog["providers"][number]["scopes"] = [
  { scope: `${G}gmail.labels`, title: "See and edit labels", sensitivity: "basic" },
  { scope: `${G}gmail.send`, title: "Send mail as this account", sensitivity: "sensitive" },
  { scope: `${G}gmail.readonly`, title: "Read all mail and settings", sensitivity: "restricted" },
  {
    scope: `${G}gmail.modify`,
    title: "Read, write and send mail, but not delete for good",
    sensitivity: "restricted",
  },
];

type Tool = Catalog["providers"][number]["servers"][number]["tools"][number];
const tool = (
  name: string,
  title: string,
  description: string,
  effect: Tool["effect"],
  scope: string,
): Tool => ({
  name,
  title,
  description,
  effect,
  scopes: [`${G}${scope}`],
});

export const tools: Tool[] = [
  tool("gmail_search", "Search mail", "Finds messages by Gmail's search syntax.", "read", "gmail.readonly"),
  tool(
    "gmail_get_thread",
    "Read a thread",
    "Returns the messages of one thread as text.",
    "read",
    "gmail.readonly",
  ),
  tool("gmail_list_labels", "List labels", "Returns every label of the mailbox.", "read", "gmail.labels"),
  tool("gmail_send", "Send mail", "Sends a message as the connected account.", "write", "gmail.send"),
  tool(
    "gmail_label_thread",
    "Label a thread",
    "Adds or removes labels on a thread.",
    "write",
    "gmail.modify",
  ),
  tool(
    "gmail_trash_thread",
    "Move a thread to the trash",
    "Gone for good after 30 days.",
    "destructive",
    "gmail.modify",
  ),
];

export const catalog: Catalog = {
  providers: [
    {
      id: "google",
      title: "Google",
      description: "Gmail of a Google or Google Workspace account.",
      category: "productivity",
      sandbox: true,
      configured: true,
      redirect_uri: "http://localhost:8787/integrations/google/callback",
      apps: [
        {
          id: "app_main",
          name: "Acme on Google",
          is_default: true,
          accesses: [{ id: "oauth_app", title: "As the person who connects" }],
        },
        {
          id: "env",
          name: "From the environment",
          is_default: false,
          accesses: [{ id: "oauth_app", title: "As the person who connects" }],
        },
      ],
      kinds: [{ id: "oauth_app", title: "OAuth app", needs_key: false }],
      identity_scopes: [
        { scope: "openid", title: "Know which account this is", sensitivity: "basic" },
        { scope: "email", title: "See the address of the account", sensitivity: "basic" },
      ],
      scopes,
      servers: [
        {
          id: "gmail",
          title: "Gmail",
          description: "Search, read, label and send mail.",
          url: "http://localhost:8787/mcp/gmail",
          tools,
          extras: [],
        },
      ],
    },
    {
      id: "github",
      title: "GitHub",
      description: "Repositories, issues and pull requests on GitHub.",
      category: "productivity",
      sandbox: true,
      configured: false,
      redirect_uri: "http://localhost:8787/integrations/github/callback",
      apps: [],
      kinds: [
        { id: "oauth_app", title: "OAuth app", needs_key: false },
        { id: "github_app", title: "GitHub App", needs_key: true },
      ],
      identity_scopes: [],
      scopes: [],
      servers: [],
    },
  ],
};

export const verdicts: Record<"valid" | "invalid" | "unknown" | "gone", () => Connector["verdict"]> = {
  valid: () => ({
    state: "valid",
    cause: null,
    message: "Google accepts this connection.",
    checked_at: ago(0),
    source: "probe",
    evidence: "userinfo",
    health: "green",
    who: "nobody",
  }),
  invalid: () => ({
    state: "invalid",
    cause: "invalid_grant",
    message: "Google no longer accepts this sign-in; 3 agents cannot use it.",
    checked_at: ago(125),
    source: "refresh",
    evidence: null,
    health: "red",
    who: "owner_of_connector",
  }),
  unknown: () => ({
    state: "unknown",
    cause: "provider_unreachable",
    message: "Google could not be reached.",
    checked_at: ago(12),
    source: "probe",
    evidence: "userinfo",
    health: "yellow",
    who: "nobody",
  }),
  gone: () => ({
    state: "invalid",
    cause: "disconnected",
    message: "This connection was ended here.",
    checked_at: ago(0),
    source: "revoke",
    evidence: null,
    health: "red",
    who: "owner_of_connector",
  }),
};

export const plain = (names: readonly string[]) => {
  const wanted = new Set(tools.filter((t) => names.includes(t.name)).flatMap((t) => t.scopes));
  return scopes.filter((scope) => wanted.has(scope.scope));
};

let made = 0;
export const makeId = (prefix: string) => `${prefix}_01jd8q2m5v${String(++made).padStart(6, "0")}`;

type Wanted = {
  kind: Connector["kind"];
  account: string;
  names: readonly string[];
  state: keyof typeof verdicts;
  owner?: typeof ana;
  name?: string;
};

export function makeConnector({ kind, account, names, state, owner = ana, name }: Wanted): Connector {
  return {
    id: makeId("con"),
    slug: account.split("@")[0]?.replaceAll(".", "_") ?? "google",
    name: name ?? account,
    provider: "google",
    provider_title: "Google",
    sandbox: true,
    kind,
    owner,
    mine: owner.id === ana.id,
    account,
    connected: true,
    state: "enabled",
    verdict: verdicts[state](),
    grant: {
      id: makeId("gra"),
      authorized_by: owner,
      authorized_at: ago(state === "valid" ? 3 : 4_000),
      access_ends_at: null,
      ended_at: null,
      end_reason: null,
      app: { id: "app_main", name: "Acme on Google" },
      access: "oauth_app",
      tools: [...names],
      extras: [],
      scopes: plain(names),
      scopes_missing: [],
      scopes_extra: [],
      upstream: { state: "none", attempts: 0, at: null, detail: null },
    },
    created_at: ago(9_000),
  };
}

const read = ["gmail_search", "gmail_get_thread", "gmail_list_labels"];
const ops = makeConnector({
  kind: "shared",
  account: "ops@acme.test",
  names: [...read, "gmail_send"],
  state: "valid",
  name: "Ops mailbox",
});
if (ops.grant) ops.grant.scopes_missing = plain(["gmail_label_thread"]);

export const connectors: Connector[] = [
  ops,
  makeConnector({ kind: "personal", account: "ana@acme.test", names: read, state: "invalid" }),
  makeConnector({ kind: "personal", account: "li@acme.test", names: read, state: "unknown", owner: li }),
];

export const agents: z.infer<typeof agent>[] = [
  {
    id: "agt_triage",
    slug: "triage",
    name: "Mail triage",
    created_at: ago(8_000),
    manifest: null,
    version: 0,
    delegation: "none",
    created_by: "usr_ana",
    paused_at: null,
  },
  {
    id: "agt_report",
    slug: "report",
    name: "Nightly report",
    created_at: ago(7_000),
    manifest: null,
    version: 0,
    delegation: "none",
    created_by: "usr_ana",
    paused_at: null,
  },
];

const subject = { kind: "agent" as const, id: "agt_triage", name: "Mail triage" };
const common = {
  prefix: "vk_7Jx2",
  subject,
  on_behalf_of: null,
  servers: [],
  tools: [],
  read_only: false,
  created_by: "Ana Admin",
  last_used_at: ago(7),
  last_client: "claude-code 2.1",
  replaced_by: null,
};
export const tokens: z.infer<typeof token>[] = [
  {
    ...common,
    id: makeId("tok"),
    name: "Laptop",
    created_at: ago(5_000),
    expires_at: ago(-90_000),
    revoked_at: null,
  },
  {
    ...common,
    id: makeId("tok"),
    name: "Old report",
    servers: ["gmail"],
    read_only: true,
    created_at: ago(90_000),
    expires_at: ago(-900),
    revoked_at: ago(600),
  },
];

const rows: [string, AuditEvent["outcome"], string][] = [
  ["tool.call", "ok", "gmail_search"],
  ["tool.call", "refused", "gmail_trash_thread"],
  ["connector.authorized", "ok", "Ops mailbox"],
  ["connector.validated", "failed", "ana@acme.test"],
  ["tool.call", "started", "gmail_send"],
  ["app.checked", "failed", "Acme on Google"],
  ["member.role_changed", "ok", "li@acme.test"],
  ["revocation.started", "started", "Acme"],
];
const kindOf = (type: string): string =>
  ({ tool: "tool", app: "app", member: "member", revocation: "workspace" })[type.split(".")[0] ?? ""] ??
  "connector";
const hex = (n: number) => n.toString(16).padStart(4, "0").repeat(16);
export const events: AuditEvent[] = Array.from({ length: 120 }, (_, index) => {
  const seq = 120 - index;
  const [type, outcome, label] = rows[index % rows.length] ?? ["tool.call", "ok", "gmail_search"];
  const actor =
    index % 2
      ? { kind: "user", id: ana.id, label: ana.name }
      : { kind: "agent", id: "agt_triage", label: "Mail triage" };
  const target = { kind: kindOf(type), id: label, label };
  return {
    seq,
    id: `evt_${seq}`,
    at: ago(index * 17),
    type,
    actor,
    target,
    outcome,
    request_id: `req_${hex(seq).slice(0, 16)}`,
    data: { connector: ops.id, duration_ms: 40 + index },
    prev_hash: hex(seq - 1),
    hash: hex(seq),
  };
});
