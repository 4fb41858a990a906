import { at, heading, press, sees, type View } from "./view.ts";

const LIST = "settings/connectors/:id?/:tab?";
const AGENT = "agents/:id/:tab?";

/** What the workspace's people look at every day. */
const daily: readonly View[] = [
  at(
    "overview",
    "overview",
    "Overview: what needs attention, numbers, charts",
    "/overview",
    "Calls over time",
  ),
  at("integrations", "integrations", "Integrations of an owner", "/integrations", "Support mailbox"),
  {
    name: "integrations-member",
    title: "Integrations of a member",
    route: "integrations",
    async open({ member }) {
      await member.goto("/integrations");
      await sees(member, "ben@acme.test");
      return member;
    },
  },
  at("mcps", "mcps", "MCP servers and what they need", "/mcps", "Google Calendar", (page) =>
    page.getByRole("button", { name: /tools of Google Calendar$/ }).click(),
  ),
  at(LIST, "connectors", "Connectors and their health", "/settings/connectors", "Finance files"),
  at(LIST, "connector-health", "A connector: health", ({ connectors }) => `/settings/connectors/${connectors.finance}`, "Checks and changes of state"), // biome-ignore format: one line
  at(LIST, "connector-access", "A connector: access, and what is not used", ({ connectors }) => `/settings/connectors/${connectors.support}/access`, /^Used by gmail/), // biome-ignore format: one line
  at(LIST, "connector-used-by", "A connector: who uses it", ({ connectors }) => `/settings/connectors/${connectors.support}/used-by`, "Support triage"), // biome-ignore format: one line
  at(LIST, "connector-activity", "A connector: its calls", ({ connectors }) => `/settings/connectors/${connectors.support}/activity`, "gmail_search_threads"), // biome-ignore format: one line
  at(LIST, "scope-picker", "Authorize: pick tools, not scopes", "/settings/connectors?authorize=google", /^\d+ tools need/), // biome-ignore format: one line
  at(LIST, "revoke", "Revoke: who and what stops working", ({ connectors }) => `/settings/connectors?revoke=${connectors.support}`, /lose \d+ tools/), // biome-ignore format: one line
  at("settings/connectors/catalogue", "catalogue", "Catalogue of services", "/settings/connectors/catalogue", /^\d+ services$/), // biome-ignore format: one line
];

const agents: readonly View[] = [
  at("agents", "agents", "Agents and whether they are ready", "/agents", "Support triage"),
  at(AGENT, "agent-manifest", "An agent: its manifest", ({ agents: { support } }) => `/agents/${support}`, "Support triage"), // biome-ignore format: one line
  at(AGENT, "agent-manifest-diff", "An agent: what a new manifest changes", ({ agents: { invoices } }) => `/agents/${invoices}?as=json`, "Invoice clerk", async (page) => {
    const json = page.getByLabel("Manifest as JSON");
    const { tools } = JSON.parse(await json.inputValue());
    await json.fill(JSON.stringify({ tools: [...tools.slice(1), { name: "gmail_create_draft" }, { name: "slack_send_message" }] })); // biome-ignore format: one line
    await press(page, "Review and save");
    await sees(page, "The agent may do more than before.");
  }), // biome-ignore format: its name and its place in one line
  at(AGENT, "agent-connectors", "An agent: what is missing", ({ agents: { planner } }) => `/agents/${planner}/connectors`, /^Not ready/), // biome-ignore format: one line
  at("settings/tokens", "tokens", "API tokens", "/settings/tokens", "Support desk"),
  at("settings/tokens", "token-created", "A token, shown once, with what a client needs", "/settings/tokens?new=token", "Create token", async (page) => {
    const form = page.getByRole("dialog", { name: "Create token" });
    await form.getByRole("textbox", { name: "Name", exact: true }).fill("Laptop of Ana");
    await form.getByLabel("Gmail").check();
    await form.getByRole("button", { name: "Create token" }).click();
    await sees(page, "Waiting for first call");
    await page.getByText("Save it now.").evaluate("(place) => place.scrollIntoView({ block: 'center' })");
  }), // biome-ignore format: its name and its place in one line
];

const control: readonly View[] = [
  at("approvals", "approvals", "Approvals: what waits, what was decided", "/approvals", "Send mail"),
  at("approvals/:id", "approval", "An approval: exactly what would be done", ({ approval }) => `/approvals/${approval}`, "Invoice 4711", (page) => page.locator("button:enabled", { hasText: "Deny" }).waitFor()), // biome-ignore format: one line
  at("policies", "policies", "Policies, and trying them", "/policies", "Look before mail goes out"),
  at("policies", "policies-try", "Policies: would this call be allowed, and why?", "/policies", "Look before mail goes out", async (page) => {
    await page.getByLabel("Who calls").selectOption({ label: "Invoice clerk" });
    await page.getByLabel("Which tool").selectOption("gmail_send_message");
    await page.getByLabel("Arguments as JSON").fill('{"to": ["bo@customer.test"], "subject": "Hi", "body": "Hi"}');
    await press(page, "Ask the rules");
    await sees(page, page.getByRole("list", { name: "Rules that fit" }));
    await page.getByRole("list", { name: "Rules that fit" }).evaluate("(place) => place.scrollIntoView({ block: 'end' })"); // biome-ignore format: one line
  }), // biome-ignore format: its name and its place in one line
  at("policies", "policy-rule", "A rule", "/policies?rule=new&name=No+mail+to+strangers&decision=deny&tool=gmail_send_message", "Save rule"), // biome-ignore format: one line
  at("limits", "limits", "Limits", "/limits", "Support triage"),
  at("settings/members/:id?", "members", "Members and invitations", "/settings/members", "Kim Duarte"),
  at("settings/members/:id?", "member", "A member", ({ company }) => `/settings/members/${company.kim.session.user.id}`, /^Began/), // biome-ignore format: one line
  at("settings/members/:id?", "member-remove", "Removing somebody: what they own", ({ company }) => `/settings/members?remove=${company.kim.session.user.id}`, "Shared connections that they authorized"), // biome-ignore format: one line
  at("audit", "audit", "Audit log, its chain verified", "/audit", "Support triage", async (page) => {
    await press(page, "Verify chain");
    await sees(page, "Intact");
  }),
  at("audit", "audit-event", "Audit log: one event", "/audit?type=tool.call", "Support triage", async (page) => {
    await page.getByRole("link", { name: /^Open event/ }).first().click();
    await sees(page, page.getByRole("dialog"));
  }), // biome-ignore format: its name and its place in one line
  at("audit", "audit-export", "Audit log: export", "/audit?type=tool.refused", "Tool refused", async (page) => {
    await press(page, "Export");
    await sees(page, /^Export \d+ rows?$/);
  }), // biome-ignore format: its name and its place in one line
  at("settings/revocations/:id?", "revocation", "A revocation and what the providers answered", "/settings/revocations", "Tom Reyes", async (page) => {
    await page.getByRole("table").getByRole("link").first().click();
    await sees(page, /settled at the providers/);
  }), // biome-ignore format: its name and its place in one line
];

const setup: readonly View[] = [
  at("settings/apps", "apps", "Provider apps", "/settings/apps", "Acme on Google Cloud"),
  at("settings/apps/guides/:provider", "guide", "Setup guide of a provider", "/settings/apps/guides/google", "Error 400: redirect_uri_mismatch"), // biome-ignore format: one line
  at("settings/apps/rehearsals/:id?", "rehearsal", "A rehearsal, step by step", "/settings/apps/rehearsals", "Acme on Google Cloud", async (page) => {
    await page.getByRole("table").getByRole("link").first().click();
    await heading(page, /^Rehearsal of/);
  }), // biome-ignore format: its name and its place in one line
  at(
    "settings/company",
    "company",
    "Company sign-in, and how it is set",
    "/settings/company",
    "How it is set",
  ),
  at("settings/workspace", "workspace", "Workspace", "/settings/workspace", "Workspace"),
  at("settings/clients", "clients", "Allowed apps", "/settings/clients?all=true", "Cursor"),
  at("settings/sessions", "sessions", "Your sessions", "/settings/sessions", "This one"),
  at("overview", "palette", "Find and do", "/overview", "Calls over time", async (page) => {
    await press(page, "Find and do");
    await page.getByRole("combobox", { name: /^Search pages/ }).fill("support");
    await sees(page, page.getByRole("option", { name: /^Support mailbox/ }));
  }), // biome-ignore format: its name and its place in one line
  at("overview", "keys", "Keyboard shortcuts", "/overview", "Calls over time", async (page) => {
    await page.getByRole("button", { name: /Pause live updates$/ }).waitFor();
    await page.keyboard.press("?");
    await sees(page, page.getByRole("dialog", { name: "Keyboard shortcuts" }));
  }), // biome-ignore format: its name and its place in one line
  at("*", "not-found", "An address that is none", "/nothing/here", /./),
];

/** Calls that wait first: they do so for a quarter of an hour. */
export const inside: readonly View[] = [...control, ...daily, ...agents, ...setup];
