import { auth, gmail, type gmail_v1 } from "@googleapis/gmail";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Agent, connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { checkGoogle, requestsOf } from "../vendor/index.ts";

const TOOLS = ["gmail_modify_labels", "gmail_trash", "gmail_untrash"];

let gateway: TestGateway;
let agent: Agent;
let google: gmail_v1.Gmail;
const userId = "me";

beforeAll(async () => {
  gateway = await startGateway();
  const { owner, url } = gateway;
  agent = await connectAgent(url, (await owner.newToken({ servers: ["gmail"] })).value);
  await owner.authorize({ email: "ada@acme.test", tools: TOOLS });
  const client = new auth.OAuth2();
  client.setCredentials({
    access_token: gateway.google.secrets().findLast((one) => one.startsWith("ya29.")) ?? "",
  });
  google = gmail({ version: "v1", auth: client, rootUrl: `${gateway.google.url}/`, retry: false });
});
afterAll(async () => {
  await agent?.close();
  await gateway?.close();
});

async function threadNamed(subject: string) {
  const { data } = await google.users.threads.list({
    userId,
    q: `subject:"${subject}"`,
    includeSpamTrash: true,
  });
  return data.threads?.[0]?.id ?? "";
}

/** Labels of every message of a thread, as Google's own client has them. */
async function labelsOf(thread: string): Promise<string[][]> {
  const { data } = await google.users.threads.get({ userId, id: thread, format: "minimal" });
  return (data.messages ?? []).map(({ labelIds }) => labelIds ?? []);
}

test("the grant that changes labels reads too, and cannot delete", async () => {
  const names = (await agent.tools()).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["gmail_get_thread", ...TOOLS]));
});

describe("labels", () => {
  test("go on and off whole threads, by id or by name, and a second time changes nothing", async () => {
    const [news, order] = [await threadNamed("Harbour Weekly #41"), await threadNamed("Your order 55120")];
    const args = {
      ids: [news, order],
      add_label_ids: ["Invoices", "starred"],
      remove_label_ids: ["INBOX", "UNREAD"],
    };
    const done = await agent.call("gmail_modify_labels", args);
    expect(done.structured).toEqual({
      changed: [news, order],
      failed: [],
      added: ["Invoices", "Starred"],
      removed: ["Inbox", "Unread"],
    });
    const after = await labelsOf(news);
    expect(after.flat()).toEqual(expect.arrayContaining(["Label_1", "STARRED"]));
    expect(after.flat()).not.toContain("INBOX");
    await agent.call("gmail_modify_labels", args);
    expect(await labelsOf(news)).toEqual(after);
  });

  test("go on single messages, and each that fails is told", async () => {
    const thread = await threadNamed("Launch on 19 November");
    const { data } = await google.users.threads.get({ userId, id: thread, format: "minimal" });
    const first = data.messages?.[0]?.id ?? "";
    const done = await agent.call("gmail_modify_labels", {
      ids: [first, "ffffffffffffffff", "no id"],
      target: "messages",
      add_label_ids: ["Label_3"],
    });
    expect(done.structured).toMatchObject({
      changed: [first],
      failed: [{ id: "ffffffffffffffff" }, { id: "no id" }],
    });
    expect(done.text).toContain("2 failed");
    const labels = await labelsOf(thread);
    expect(labels.filter((one) => one.includes("Label_3"))).toHaveLength(1);
  });

  test.each([
    [{ add_label_ids: ["Invoice"] }, "Invoices (Label_1)"],
    [{ add_label_ids: ["nothing like it"] }, "Customers/Kraft Logistik (Label_2)"],
    [{ add_label_ids: ["TRASH"] }, "gmail_trash"],
    [{ remove_label_ids: ["Trash"] }, "gmail_untrash"],
    [{ add_label_ids: ["SPAM"] }, "gmail_trash"],
    [{ add_label_ids: ["SENT"] }, "Gmail alone"],
    [{ add_label_ids: ["STARRED"], remove_label_ids: ["Starred"] }, "both"],
    [{}, "add_label_ids"],
  ])("are refused as a whole: %j", async (args, why) => {
    const thread = await threadNamed("Lunch on Thursday?");
    const before = await labelsOf(thread);
    const answer = await agent.call("gmail_modify_labels", { ids: [thread], ...args });
    expect([answer.error?.error, answer.text]).toEqual(["bad_argument", expect.stringContaining(why)]);
    expect(await labelsOf(thread)).toEqual(before);
  });
});

describe("Trash", () => {
  test("first shows what would go, then takes it, and gives it back", async () => {
    const [news, lunch] = [await threadNamed("Harbour Weekly #40"), await threadNamed("Lunch on Thursday?")];
    const before = await labelsOf(lunch);
    const ids = [news, lunch, "ffffffffffffffff"];
    const dry = await agent.call("gmail_trash", { ids, dry_run: true });
    expect(dry.structured).toMatchObject({
      changed: [],
      failed: [{ id: "ffffffffffffffff" }],
      would_change: [
        { id: news, subject: "The Harbour Weekly #40", messages: 1 },
        { id: lunch, subject: "Lunch on Thursday?", messages: 3 },
      ],
    });
    expect(dry.text).toContain("Dry run: 2 would move");
    expect(await labelsOf(lunch)).toEqual(before);

    const gone = await agent.call("gmail_trash", { ids });
    expect(gone.structured).toMatchObject({ changed: [news, lunch], failed: [{ id: "ffffffffffffffff" }] });
    expect((await labelsOf(lunch)).every((labels) => labels.includes("TRASH"))).toBe(true);
    const twice = await agent.call("gmail_trash", { ids: [lunch] });
    expect(twice.structured).toMatchObject({ changed: [lunch] });

    const back = await agent.call("gmail_untrash", { ids: [lunch] });
    expect(back.structured).toEqual({ changed: [lunch], failed: [] });
    expect(back.text).toContain("adds INBOX");
    expect((await labelsOf(lunch)).flat()).not.toContain("TRASH");
    expect((await labelsOf(news)).flat()).toContain("TRASH");
  });

  test("takes single messages", async () => {
    const thread = await threadNamed("Offsite: who brings what?");
    const { data } = await google.users.threads.get({ userId, id: thread, format: "minimal" });
    const last = data.messages?.at(-1)?.id ?? "";
    const dry = await agent.call("gmail_trash", { ids: [last], target: "messages", dry_run: true });
    expect(dry.structured?.would_change).toMatchObject([{ id: last, messages: 1 }]);
    await agent.call("gmail_trash", { ids: [last], target: "messages" });
    expect((await labelsOf(thread)).map((labels) => labels.includes("TRASH"))).toEqual([false, false, true]);
    await agent.call("gmail_untrash", { ids: [last], target: "messages" });
    expect((await labelsOf(thread)).flat()).not.toContain("TRASH");
  });

  test("takes the batch no further when Google asks to slow down, and says what was not tried", async () => {
    const ids = [await threadNamed("Devis"), await threadNamed("Renovación")];
    gateway.google.inject({ path: /\/trash$/, status: 429 });
    const limited = await agent.call("gmail_trash", { ids });
    gateway.google.clearFaults();
    expect(limited.error?.error).toBe("rate_limited");
    for (const id of ids) expect((await labelsOf(id)).flat()).not.toContain("TRASH");
  });
});

test("what went out is as Google describes it", async () => {
  expect(checkGoogle("gmail", await requestsOf(gateway.google))).toEqual([]);
});
