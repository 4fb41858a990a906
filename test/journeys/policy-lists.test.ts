import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { github as githubServer } from "../../mcp-servers/github/index.ts";
import { gmail } from "../../mcp-servers/gmail/index.ts";
import { googleCalendar } from "../../mcp-servers/google-calendar/index.ts";
import { drive } from "../../mcp-servers/google-drive/index.ts";
import { SEEDED } from "../sandbox/drive-seed.ts";
import { GITHUB_REDIRECT } from "../sandbox/github-sign-in.ts";
import { type Agent, connectAgent, type ToolAnswer } from "../support/agent.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { withRule } from "../support/policy.ts";
import { SLACK_EXTRAS, SLACK_TOOLS } from "../support/slack-scene.ts";

const GOOGLE = [gmail, googleCalendar, drive].flatMap(({ tools }) => tools.map(({ name }) => name));
const EVERY_FILE = "google_drive+change_files_that_it_did_not_create";
let gateway: TestGateway;
const agents = new Map<string, Agent>();
let ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const port = await freePort();
  const at = (service: string) => `http://localhost:${port}/integrations/${service}/callback`;
  gateway = await startGateway({
    port,
    slack: { redirectUris: [at("slack")] },
    github: { redirectUris: [at("github"), GITHUB_REDIRECT] },
  });
  const { owner, url } = gateway;
  const connect = async (service: string, tools: string[]) => {
    const done = await owner.authorize({ service, email: "ada@acme.test", tools });
    expect(done, JSON.stringify(done.body)).toMatchObject({ status: 200 });
  };
  await connect("google", [...GOOGLE, EVERY_FILE]);
  await connect("slack", [...SLACK_TOOLS, ...SLACK_EXTRAS]);
  await connect(
    "github",
    githubServer.tools.map(({ name }) => name),
  );
  const { value } = await owner.newToken({ agent: await owner.newAgent("Held") });
  for (const server of ["gmail", "google_calendar", "google_drive", "slack", "github"])
    agents.set(server, await connectAgent(url, value, server));
});
afterEach(async () => {
  for (const end of ends) await end();
  ends = [];
});
afterAll(async () => {
  for (const agent of agents.values()) await agent.close();
  await gateway?.close();
});

const hold = async (resources: object) => {
  const rule = await withRule(gateway.owner, { name: "The list", decision: "allow", resources });
  ends.push(rule.end);
  return rule;
};
const SERVERS = {
  gmail: "gmail",
  calendar: "google_calendar",
  drive: "google_drive",
  slack: "slack",
  github: "github",
};
const call = (name: string, args: Record<string, unknown>): Promise<ToolAnswer> => {
  const server = SERVERS[name.split("_")[0] as keyof typeof SERVERS];
  const agent = agents.get(server);
  if (!agent) throw new Error(`no agent for ${name}`);
  return agent.call(name, args);
};
// biome-ignore lint/suspicious/noExplicitAny: the result of any tool; each test looks at its own fields.
const did = async (name: string, args: Record<string, unknown>): Promise<any> => {
  const answer = await call(name, args);
  expect(answer.isError, `${name}: ${answer.text}`).toBe(false);
  return answer.structured;
};
const off = async (name: string, args: Record<string, unknown>, code = "target_not_allowed") => {
  const answer = await call(name, args);
  expect(answer.error?.error, `${name} ${JSON.stringify(args)}: ${answer.text}`).toBe(code);
  expect(answer.text).toContain('"The list"');
  return answer;
};
const idsOf = (items: { thread_id?: string; message_id?: string }[]) =>
  items.map((one) => one.thread_id ?? "");
const sentCount = async () => (await gateway.google.mail("ada@acme.test")).length;

/** The newest message that somebody outside wrote. */
async function messageFrom(address: string): Promise<string> {
  const { items } = await did("gmail_search_threads", { query: `from:${address}` });
  const [thread] = idsOf(items);
  const { messages } = await did("gmail_get_thread", { thread_id: thread ?? "", body: "none" });
  return messages.find((one: { from: string }) => one.from.includes(address)).message_id;
}

describe("recipients' domains", () => {
  const inside = { recipient_domains: ["acme.test"] };
  const mail = (more: object) => ({ subject: "Hello", body: "Hello", ...more });

  test("let mail to them out, in any spelling, and reading alone", async () => {
    await hold(inside);
    await did("gmail_send_message", mail({ to: ["Ben <BEN+news@Acme.Test>"] }));
    await did("gmail_search_threads", { query: "from:ben" });
  });

  test("stop any other recipient, wherever it stands, before anything is sent", async () => {
    await hold(inside);
    const before = await sentCount();
    const ben = ["ben@acme.test"];
    for (const people of [
      { to: ["eve@evil.test"] },
      { to: ben, cc: ["eve@evil.test"] },
      { to: ben, bcc: ["eve@evil.test"] },
      { to: ["ben@acme.test <eve@evil.test>"] },
      { to: ["eve@acme.test.evil.test"] },
      { to: ["eve%evil.test@acme.test"] },
      { to: ["eve@acmе.test"] },
    ])
      await off("gmail_send_message", mail(people));
    await off("gmail_create_draft", mail({ to: ["eve@evil.test"] }));
    expect(await sentCount()).toBe(before);
  });

  test("know whom a reply would go to before it is sent", async () => {
    const outside = await messageFrom("hugo@lumen.test");
    const ours = await messageFrom("ben@acme.test");
    await hold(inside);
    const before = await sentCount();
    await off("gmail_send_message", { body: "Hi", reply_to_message_id: outside });
    await off("gmail_create_draft", { body: "Hi", reply_to_message_id: outside });
    expect(await sentCount()).toBe(before);
    await did("gmail_send_message", { body: "Hi", reply_to_message_id: ours, to: ["ben@acme.test"] });
    expect(await sentCount()).toBe(before + 1);
  });

  test("hold drafts too, those that were there before", async () => {
    const { draft_id } = await did("gmail_create_draft", mail({ to: ["eve@evil.test"] }));
    await hold(inside);
    await off("gmail_send_draft", { draft_id });
    await off("gmail_update_draft", { draft_id, subject: "Still to Eve" });
    await did("gmail_update_draft", { draft_id, to: ["ben@acme.test"] });
    await off("gmail_update_draft", { draft_id, cc: ["eve@evil.test"] });
    await did("gmail_send_draft", { draft_id });
  });

  test("hold invitations, events that outsiders see, shares, and hosts that files are fetched from", async () => {
    const event = { title: "x", start: "2026-12-01T10:00:00Z", end: "2026-12-01T11:00:00Z" };
    const { items } = await did("calendar_list_events", {
      query: "Kraft Logistik",
      time_min: "2020-01-01",
      time_max: "2030-01-01",
    });
    const [kraft] = items as { event_id: string }[];
    const rule = await hold(inside);
    await off("calendar_create_event", { ...event, attendees: ["Eve <eve@evil.test>"] });
    await did("calendar_create_event", { ...event, attendees: ["ben@acme.test"] });
    // Greta of Kraft Logistik is invited already and would read it.
    const secret = { event_id: kraft?.event_id, description: "the secret" };
    await off("calendar_update_event", secret);
    await off("drive_share_file", {
      file_id: SEEDED.notes,
      type: "user",
      principal: "eve@evil.test",
      role: "reader",
    });
    const open = await off(
      "drive_share_file",
      { file_id: SEEDED.notes, type: "anyone", role: "reader" },
      "target_unknown",
    );
    expect(open.error).toMatchObject({ rule: rule.id, target: "recipient_domains" });
    await did("drive_share_file", {
      file_id: SEEDED.notes,
      type: "user",
      principal: "ines@acme.test",
      role: "reader",
    });
    const source = "https://evil.test/?secret=1";
    await off("gmail_send_message", mail({ to: ["ben@acme.test"], attachments: [source] }));
    await off("drive_create_file", { name: "x", source });
    await off("slack_upload_file", { channel: "#general", filename: "x", source });
    await off("slack_send_message", { channel: "#general", text: source, unfurl: true }, "target_unknown");
  });
});

describe("folders", () => {
  test("hold reading and writing to them and what is below, wherever an id leads", async () => {
    await hold({ folders: [SEEDED.projects] });
    await did("drive_read_file", { file_id: SEEDED.notes });
    await did("drive_list_folder", { folder_id: SEEDED.launch });
    for (const file_id of [SEEDED.invoice, SEEDED.contract, SEEDED.bens, SEEDED.shortcut])
      await off("drive_read_file", { file_id });
    await off("drive_get_download_link", { file_id: SEEDED.invoice });
    await off("drive_list_folder", {});
    await off("drive_list_folder", { folder_id: SEEDED.contracts });
    await off("drive_search_files", { query: "rope" }, "target_unknown");
    await off("drive_list_shared_drives", {}, "target_unknown");
    await did("drive_search_files", { in_folder: SEEDED.launch, query: "harbour" });
    await off("drive_search_files", { in_folder: SEEDED.contracts, query: "charter" });
  });

  test("let nothing out of them, and nothing in from elsewhere", async () => {
    const { file } = await did("drive_create_file", {
      name: "inside.txt",
      content: "x",
      parent_id: SEEDED.launch,
    });
    await hold({ folders: [SEEDED.projects] });
    await off("drive_create_file", { name: "outside.txt", content: "x" });
    await off("drive_create_folder", { name: "outside", parent_id: SEEDED.contracts });
    await off("drive_organize_file", { file_id: file.file_id, parent_id: SEEDED.contracts });
    await off("drive_organize_file", { file_id: SEEDED.invoice, parent_id: SEEDED.launch });
    await off("drive_copy_file", { file_id: file.file_id, parent_id: SEEDED.contracts });
    await off("drive_copy_file", { file_id: SEEDED.invoice, parent_id: SEEDED.launch });
    await off("drive_trash_file", { file_id: SEEDED.invoice });
    await off("drive_update_content", { file_id: SEEDED.invoice, content: "x" });
    await did("drive_update_content", { file_id: file.file_id, content: "y" });
    const source = `drive:${SEEDED.invoice}`;
    const sent = await call("gmail_send_message", {
      to: ["ben@acme.test"],
      body: "x",
      attachments: [source],
    });
    expect(sent.error?.error, sent.text).toBe("target_not_allowed");
  });

  test("can be all of My Drive, or a shared drive", async () => {
    await hold({ folders: ["root"] });
    await did("drive_read_file", { file_id: SEEDED.notes });
    await off("drive_read_file", { file_id: SEEDED.ledger });
    await did("drive_create_file", { name: "top.txt", content: "x" });
    for (const end of ends.splice(0)) await end();
    await hold({ folders: [SEEDED.finance] });
    await did("drive_read_file", { file_id: SEEDED.ledger });
    await did("drive_list_folder", { shared_drive_id: SEEDED.finance });
    await off("drive_read_file", { file_id: SEEDED.notes });
  });
});

describe("calendars", () => {
  test("by either name of one's own, those of others only when listed", async () => {
    await hold({ calendars: ["primary"] });
    const window = { time_min: "2026-01-01", time_max: "2026-12-31" };
    await did("calendar_list_events", window);
    await did("calendar_list_events", { ...window, calendar_ids: ["ada@acme.test"] });
    await off("calendar_list_events", { ...window, calendar_ids: ["primary", "ben@acme.test"] });
    await off("calendar_list_calendars", {}, "target_unknown");
    const when = { time_min: "2026-12-01T08:00:00Z", time_max: "2026-12-01T18:00:00Z", duration_minutes: 30 };
    await off("calendar_find_availability", { ...when, attendees: ["ben@acme.test"] });
    await did("calendar_get_settings", {});
  });
});

describe("channels", () => {
  test("by name: what has that name, whatever it is asked by", async () => {
    const { slack } = gateway;
    await hold({ channels: ["#general"] });
    const [general, random] = [slack.channelIdOf("general"), slack.channelIdOf("random")];
    for (const channel of ["#general", "general", general]) await did("slack_read_channel", { channel });
    const { ts } = await did("slack_send_message", { channel: general, text: "hello" });
    await did("slack_add_reaction", { channel: "general", ts, emoji: "tada" });
    for (const channel of ["#random", random, "@ben", slack.userIdOf("ben@acme.test"), "ben@acme.test"]) {
      await off("slack_read_channel", { channel });
      await off("slack_send_message", { channel, text: "x" });
    }
    await off("slack_search_messages", { query: "stapler" }, "target_unknown");
    await off("slack_list_channels", {}, "target_unknown");
  });

  test("by id: what has that id, whatever it is asked by", async () => {
    const { slack } = gateway;
    await hold({ channels: [slack.channelIdOf("general")] });
    await did("slack_read_channel", { channel: "#general" });
    await off("slack_read_channel", { channel: "#random" });
    await off("slack_schedule_message", {
      channel: "#random",
      text: "x",
      post_at: "2027-01-01 09:00 Europe/Berlin",
    });
  });

  test("also of permalinks and of cursors that somebody wrote themselves", async () => {
    const { slack } = gateway;
    const random = slack.channelIdOf("random");
    const first = await did("slack_read_channel", { channel: "#general", page_size: 1 });
    const { items } = await did("slack_read_channel", { channel: "#random", page_size: 1 });
    const link = `https://${new URL((await did("slack_send_message", { channel: "#general", text: "x" })).permalink).host}/archives/${random}/p${items[0].ts.replace(".", "")}`;
    await did("slack_get_message", { permalink: link });
    await hold({ channels: ["#general"] });
    await off("slack_get_message", { permalink: link });
    await off("slack_get_message", { channel: "#random", ts: items[0].ts });
    const cursor = JSON.parse(Buffer.from(first.next_cursor, "base64url").toString());
    await did("slack_read_channel", { channel: "#general", page_size: 1, cursor: first.next_cursor });
    cursor.p.channel = random;
    const forged = Buffer.from(JSON.stringify(cursor)).toString("base64url");
    await off("slack_read_channel", { channel: "#general", page_size: 1, cursor: forged });
  });
});

describe("repositories", () => {
  test("by owner and name; a search only within one of them", async () => {
    await hold({ repositories: ["acme/web", "orbital/*"] });
    await did("github_get_repository", { repo: "acme/web" });
    await did("github_list_issues", { repo: "orbital/lander" });
    await off("github_get_repository", { repo: "acme/api" });
    await off("github_create_issue", { repo: "acme/api", title: "x" });
    await off("github_search_code", { query: "class" }, "target_unknown");
    await off("github_search_code", { repo: "acme/web", query: "a OR b" }, "target_unknown");
    await off("github_search_issues", { query: "x repo:acme/api" }, "target_unknown");
    await off("github_search_repositories", { query: "api" }, "target_unknown");
    await did("github_get_me", {});
  });
});

test("an empty list allows nothing of its kind, and several kinds hold together", async () => {
  await hold({ repositories: [], channels: ["#general"], recipient_domains: ["acme.test"] });
  await off("github_get_repository", { repo: "acme/web" });
  await off("slack_read_channel", { channel: "#random" });
  await off("gmail_send_message", { to: ["eve@evil.test"], body: "x" });
  await did("slack_read_channel", { channel: "#general" });
});
