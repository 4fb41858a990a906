import { docs, auth as docsAuth } from "@googleapis/docs";
import { auth, drive, type drive_v3 } from "@googleapis/drive";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SEEDED } from "../sandbox/drive-seed.ts";
import { type Agent, connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { checkGoogle, requestsOf } from "../vendor/index.ts";

const TOOLS = [
  "drive_search_files",
  "drive_get_file",
  "drive_read_file",
  "drive_create_file",
  "drive_create_folder",
  "drive_update_content",
  "drive_organize_file",
  "drive_copy_file",
  "drive_list_permissions",
  "drive_share_file",
  "drive_unshare_file",
  "drive_trash_file",
];
const EVERYTHING = "google_drive+change_files_that_it_did_not_create";

let gateway: TestGateway;
/** May change every file. */
let agent: Agent;
/** Has the scope drive.file, and sees the metadata of all. */
let narrow: Agent;
/** Has the scope drive.file and no other. */
let blind: Agent;
/** Google's own clients, with a token the gateway holds. */
let google: drive_v3.Drive;
let clients: { auth: InstanceType<typeof auth.OAuth2>; rootUrl: string; retry: boolean };
const everywhere = { supportsAllDrives: true, fields: "*" };

beforeAll(async () => {
  gateway = await startGateway();
  agent = await agentFor([...TOOLS, EVERYTHING], "all");
  const client = new auth.OAuth2();
  const held = gateway.google.secrets().filter((one) => one.startsWith("ya29."));
  client.setCredentials({ access_token: held.at(-1) ?? "" });
  clients = { auth: client, rootUrl: `${gateway.google.url}/`, retry: false };
  google = drive({ version: "v3", ...clients });
});
afterAll(async () => {
  for (const one of [agent, narrow, blind]) await one?.close();
  await gateway?.close();
});

/** An agent of a member of their own, so that each has one connector. */
async function agentFor(tools: string[], name: string): Promise<Agent> {
  const person = await gateway.member(`${name}@acme.test`);
  const done = await person.connect({ email: "ada@acme.test", tools });
  expect(done, JSON.stringify(done.body)).toMatchObject({ status: 200 });
  const { value } = await gateway.owner.newToken({
    user: person.session.user.id,
    servers: ["google_drive"],
  });
  return connectAgent(gateway.url, value, "google_drive");
}

interface Changed {
  file: { file_id: string; name: string; path: string; type: string; shared_drive?: string };
  warnings?: string[];
  [key: string]: unknown;
}
async function call(name: string, args: Record<string, unknown>, who = agent) {
  const answer = await who.call(name, args);
  expect(answer.isError, answer.text).toBe(false);
  return answer.structured as unknown as Changed;
}
async function refused(name: string, args: Record<string, unknown>, who = agent) {
  const answer = await who.call(name, args);
  expect(answer.isError, answer.text).toBe(true);
  return { code: answer.error?.error, text: answer.text };
}
const get = async (fileId: string) => (await google.files.get({ fileId, ...everywhere })).data;
const content = async (fileId: string) =>
  String(
    (await google.files.get({ fileId, alt: "media", supportsAllDrives: true }, { responseType: "text" }))
      .data,
  );

describe("creating", () => {
  test("a text file, in My Drive and in a shared drive", async () => {
    const made = await call("drive_create_file", { name: "berth list.csv", content: "berth,metres\n7,40\n" });
    expect(made.file).toMatchObject({ path: "My Drive/berth list.csv", type: "csv" });
    expect(await content(made.file.file_id)).toBe("berth,metres\n7,40\n");
    const shared = await call("drive_create_file", {
      name: "rates.json",
      content: '{"ä":1}',
      parent_id: SEEDED.contracts,
    });
    expect(shared.file).toMatchObject({ path: "Finance/Contracts/rates.json", shared_drive: "Finance" });
    expect(await get(shared.file.file_id)).toMatchObject({
      driveId: SEEDED.finance,
      mimeType: "application/json",
    });
    expect(await content(shared.file.file_id)).toBe('{"ä":1}');
  });

  test("markdown becomes a document, CSV a sheet, nothing an empty presentation", async () => {
    const doc = await call("drive_create_file", {
      name: "Minutes",
      content: "# Decisions\n\nWe **open** on [1 October](https://harbour.test/open).\n\n- lamps\n- ropes\n",
      convert_to: "doc",
      parent_id: SEEDED.launch,
    });
    expect(doc.file).toMatchObject({ type: "doc", path: "My Drive/Projects/Harbour launch/Minutes" });
    const docsClient = new docsAuth.OAuth2();
    docsClient.setCredentials(clients.auth.credentials as { access_token: string });
    const read = docs({ version: "v1", ...clients, auth: docsClient }).documents;
    const { data } = await read.get({ documentId: doc.file.file_id, includeTabsContent: true });
    const paragraphs = data.tabs?.[0]?.documentTab?.body?.content?.flatMap(
      ({ paragraph }) => paragraph ?? [],
    );
    expect(paragraphs?.[0]?.paragraphStyle?.namedStyleType).toBe("HEADING_1");
    const again = await agent.call("drive_read_file", { file_id: doc.file.file_id });
    expect(again.structured?.text).toBe(
      "# Decisions\n\nWe **open** on [1 October](https://harbour.test/open).\n\n- lamps\n- ropes",
    );
    const sheet = await call("drive_create_file", {
      name: "Costs",
      content: "a,b\n1,2\n",
      convert_to: "sheet",
    });
    const cells = await agent.call("drive_read_file", { file_id: sheet.file.file_id });
    expect(cells.structured?.text).toBe("a,b\n1,2");
    expect((await call("drive_create_file", { name: "Deck", convert_to: "slides" })).file.type).toBe(
      "slides",
    );
    const slides = await refused("drive_create_file", { name: "Deck", convert_to: "slides", content: "x" });
    expect(slides.text).toContain("PowerPoint");
  });

  test("from a file that is in Drive already", async () => {
    const made = await call("drive_create_file", { name: "copy.pdf", source: `drive:${SEEDED.invoice}` });
    expect(await get(made.file.file_id)).toMatchObject({
      mimeType: "application/pdf",
      size: (await get(SEEDED.invoice)).size,
    });
  });

  test("beyond 5 MB in two requests, new and in place of what was there", async () => {
    const bytes = Buffer.alloc(6_000_000, "0123456789abcdef");
    const upload = async (name: string, args: Record<string, unknown>) => {
      const asked = await refused(name, { ...args, source: "upload" });
      expect(asked.code).toBe("upload_needed");
      const { error } = await agent.call(name, { ...args, source: "upload" });
      const { upload_url, source } = error as unknown as { upload_url: string; source: string };
      const put = await fetch(upload_url, { method: "PUT", body: bytes });
      expect(put.status).toBeLessThan(300);
      return call(name, { ...args, source });
    };
    const made = await upload("drive_create_file", { name: "tide tables.bin", parent_id: SEEDED.finance });
    expect(made.file.path).toBe("Finance/tide tables.bin");
    expect(await get(made.file.file_id)).toMatchObject({ size: "6000000", parents: [SEEDED.finance] });
    await upload("drive_update_content", { file_id: SEEDED.stock });
    expect((await get(SEEDED.stock)).size).toBe("6000000");
    const sent = await requestsOf(gateway.google);
    expect(sent.filter(({ method }) => method === "PUT").map(({ bytes: of }) => of?.size)).toEqual([
      6_000_000, 6_000_000,
    ]);
  });

  test("once for a key: again, at the same time, and as Google's client counts them", async () => {
    const args = { name: "once.txt", content: "once", idempotency_key: "k-1" };
    const both = await Promise.all([call("drive_create_file", args), call("drive_create_file", args)]);
    const third = await call("drive_create_file", args);
    expect(new Set([...both, third].map(({ file }) => file.file_id)).size).toBe(1);
    expect(third.already_created).toBe(true);
    const { data } = await google.files.list({ q: "name = 'once.txt'" });
    expect(data.files).toHaveLength(1);
    const other = await call("drive_create_file", { ...args, idempotency_key: "k-2" });
    expect(other.file.file_id).not.toBe(third.file.file_id);
  });

  test("a folder, and a second one of the same name with a warning", async () => {
    const first = await call("drive_create_folder", { name: "Ben's folder", parent_id: SEEDED.launch });
    expect(first.warnings).toBeUndefined();
    const second = await call("drive_create_folder", { name: "Ben's folder", parent_id: SEEDED.launch });
    expect(second.warnings?.join()).toContain(first.file.file_id);
    const { data } = await google.files.list({
      q: `'${SEEDED.launch}' in parents and name = 'Ben\\'s folder'`,
    });
    expect(data.files).toHaveLength(2);
  });

  test("what makes no sense is refused before Google is asked", async () => {
    gateway.google.clearRequests();
    for (const args of [
      { name: "x" },
      { name: "x", content: "a", source: "https://example.test/a" },
      { name: "x", content: "a", mime_type: "no type" },
      { name: "x", content: "a", mime_type: "application/vnd.google-apps.folder" },
      { name: "x", content: "a", mime_type: "image/png", convert_to: "doc" },
    ])
      expect((await refused("drive_create_file", args)).code, JSON.stringify(args)).toBe("bad_argument");
    expect(gateway.google.requests()).toEqual([]);
    expect(
      (await refused("drive_create_file", { name: "x", content: "a", parent_id: SEEDED.notes })).text,
    ).toContain("no folder");
    expect((await refused("drive_create_file", { name: "x", content: "a", parent_id: "1none" })).code).toBe(
      "not_found",
    );
  });
});

describe("changing", () => {
  test("content: the old one stays as a revision that is kept", async () => {
    const before = await get(SEEDED.notes);
    const first = await call("drive_update_content", {
      file_id: SEEDED.notes,
      content: "# Notes\n\nNew.\n",
      expected_revision: before.headRevisionId,
    });
    expect(await content(SEEDED.notes)).toBe("# Notes\n\nNew.\n");
    expect(first.revision_id).toBe((await get(SEEDED.notes)).headRevisionId);
    expect(first.previous_revision_id).toBe(before.headRevisionId);
    const revision = { fileId: SEEDED.notes, revisionId: before.headRevisionId ?? "" };
    expect((await google.revisions.get({ ...revision, fields: "keepForever" })).data.keepForever).toBe(true);
    const old = await google.revisions.get({ ...revision, alt: "media" }, { responseType: "text" });
    expect(String(old.data)).toContain("harbour master");
  });

  test("content that somebody changed meanwhile: a conflict, and nothing is written", async () => {
    const { headRevisionId } = await get(SEEDED.ledger);
    const args = { file_id: SEEDED.ledger, content: "a,b\n", expected_revision: headRevisionId };
    const answers = await Promise.all([
      agent.call("drive_update_content", args),
      agent.call("drive_update_content", args),
    ]);
    expect(answers.map(({ isError }) => isError).sort()).toEqual([false, true]);
    expect(answers.find(({ isError }) => isError)?.error?.error).toBe("conflict");
    expect((await refused("drive_update_content", { ...args, content: "late" })).code).toBe("conflict");
    expect(await content(SEEDED.ledger)).toBe("a,b\n");
  });

  test("a document by markdown, with its own revisions", async () => {
    const seen = (await agent.call("drive_get_file", { file_id: SEEDED.plan })).structured as unknown as {
      file: { revision: string };
    };
    expect(seen.file.revision).toMatch(/^\d+$/);
    const changed = await call("drive_update_content", {
      file_id: SEEDED.plan,
      content: "# Plan B\n",
      expected_revision: seen.file.revision,
    });
    expect(changed.file.type).toBe("doc");
    expect(changed.previous_revision_id).toBe(seen.file.revision);
    expect((await agent.call("drive_read_file", { file_id: SEEDED.plan })).structured?.text).toBe("# Plan B");
    expect((await refused("drive_update_content", { file_id: SEEDED.deck, content: "x" })).text).toContain(
      "source",
    );
    expect((await refused("drive_update_content", { file_id: SEEDED.invoice, content: "x" })).text).toContain(
      "source",
    );
    expect(
      (await refused("drive_update_content", { file_id: SEEDED.shortcut, content: "x" })).text,
    ).toContain(SEEDED.contract);
    expect((await refused("drive_update_content", { file_id: SEEDED.plan })).code).toBe("bad_argument");
  });

  test("name, place and star, and what they were", async () => {
    const moved = await call("drive_organize_file", {
      file_id: SEEDED.stock,
      name: "Stock 2026.xlsx",
      parent_id: SEEDED.launch,
      starred: true,
    });
    expect(moved).toMatchObject({
      previous_name: "Stock.xlsx",
      file: { path: "My Drive/Projects/Harbour launch/Stock 2026.xlsx" },
    });
    expect(await get(SEEDED.stock)).toMatchObject({
      name: "Stock 2026.xlsx",
      parents: [SEEDED.launch],
      starred: true,
    });
    const again = await call("drive_organize_file", {
      file_id: SEEDED.stock,
      parent_id: SEEDED.launch,
      starred: true,
    });
    expect(again.warnings?.join()).toContain("so already");
    await call("drive_organize_file", {
      file_id: SEEDED.stock,
      parent_id: moved.previous_parent_id,
      starred: false,
    });
    expect((await get(SEEDED.stock)).starred).toBe(false);
    expect((await get(SEEDED.stock)).parents).not.toContain(SEEDED.launch);
    expect(
      (await refused("drive_organize_file", { file_id: SEEDED.launch, parent_id: SEEDED.launch })).code,
    ).toBe("bad_argument");
    expect((await refused("drive_organize_file", { file_id: SEEDED.stock })).code).toBe("bad_argument");
  });

  test("a folder renamed shows in the paths at once", async () => {
    await call("drive_organize_file", { file_id: SEEDED.projects, name: "Work" });
    const { file } = await call("drive_organize_file", { file_id: SEEDED.budget, starred: true });
    expect(file.path).toBe("My Drive/Work/Harbour launch/Budget 2026");
  });

  test("copies, of shortcuts what they lead to, and not of what may not be copied", async () => {
    const copy = await call("drive_copy_file", {
      file_id: SEEDED.offer,
      name: "Offer 2.docx",
      parent_id: SEEDED.launch,
    });
    expect(await get(copy.file.file_id)).toMatchObject({ name: "Offer 2.docx", parents: [SEEDED.launch] });
    const target = await call("drive_copy_file", { file_id: SEEDED.shortcut });
    expect(target.warnings?.join()).toContain("shortcut");
    expect(target.file).toMatchObject({ type: "pdf" });
    expect((await refused("drive_copy_file", { file_id: SEEDED.bens })).code).toBe("no_permission");
    expect((await refused("drive_copy_file", { file_id: SEEDED.launch })).code).toBe("bad_argument");
  });

  test("the trash and back; a role that is too low is named", async () => {
    const gone = await call("drive_trash_file", { file_id: SEEDED.offer });
    expect(gone).toMatchObject({ trashed: true });
    expect((await get(SEEDED.offer)).trashed).toBe(true);
    expect((await call("drive_trash_file", { file_id: SEEDED.offer })).warnings?.join()).toContain(
      "so already",
    );
    expect(await call("drive_trash_file", { file_id: SEEDED.offer, restore: true })).toMatchObject({
      trashed: false,
    });
    expect((await get(SEEDED.offer)).trashed).toBe(false);
    const low = await refused("drive_trash_file", { file_id: SEEDED.contract });
    expect(low).toMatchObject({ code: "no_permission" });
    expect(low.text).toContain("content manager");
    const bens = await refused("drive_organize_file", { file_id: SEEDED.bens, name: "Mine" });
    expect(bens.text).toContain("role writer; ask its owner (ben@acme.test)");
  });
});

describe("sharing", () => {
  const share = (args: Record<string, unknown>) =>
    call("drive_share_file", args) as unknown as Promise<{
      permission: { permission_id: string; role: string; expires?: string };
      changed: boolean;
      warnings?: string[];
    }>;
  const access = async (fileId: string) =>
    Object.fromEntries(
      ((await google.permissions.list({ fileId, ...everywhere })).data.permissions ?? []).map((one) => [
        one.emailAddress ?? one.domain ?? one.id,
        one.role,
      ]),
    );

  test("with a person, by mail with a message; again, with another role, with an end", async () => {
    const args = {
      file_id: SEEDED.budget,
      type: "user",
      principal: "greta.weiss@kraft-logistik.test",
      role: "reader",
    };
    expect((await share({ ...args, message: "The numbers." })).changed).toBe(true);
    expect(gateway.google.drive.notices.at(-1)).toEqual({
      to: args.principal,
      fileId: SEEDED.budget,
      message: "The numbers.",
    });
    expect((await share(args)).changed).toBe(false);
    expect((await share({ ...args, role: "writer" })).permission.role).toBe("writer");
    expect((await access(SEEDED.budget))[args.principal]).toBe("writer");
    const expires = new Date(Date.now() + 5 * 86_400_000).toISOString();
    expect((await share({ ...args, role: "writer", expires })).permission.expires).toBe(expires);
    const open = await share({ ...args, role: "writer" });
    expect(open.permission.expires).toBeUndefined();
    const notices = gateway.google.drive.notices.length;
    await share({ ...args, principal: "hugo@lumen.test", notify: false });
    expect(gateway.google.drive.notices).toHaveLength(notices);
  });

  test("with anyone who has the link, and with a domain", async () => {
    const open = await share({ file_id: SEEDED.budget, type: "anyone", role: "reader" });
    expect(open.warnings?.join()).toContain("Everybody who has the link");
    await share({ file_id: SEEDED.budget, type: "domain", principal: "acme.test", role: "commenter" });
    expect(await access(SEEDED.budget)).toMatchObject({ anyoneWithLink: "reader", "acme.test": "commenter" });
  });

  test("what makes no sense is refused before Google is asked", async () => {
    gateway.google.clearRequests();
    const file_id = SEEDED.budget;
    for (const args of [
      { type: "anyone", principal: "ben@acme.test", role: "reader" },
      { type: "user", role: "reader" },
      { type: "user", principal: "acme.test", role: "reader" },
      { type: "domain", principal: "ben@acme.test", role: "reader" },
      { type: "anyone", role: "reader", message: "hi" },
      { type: "anyone", role: "reader", expires: "2026-12-31" },
      { type: "user", principal: "ben@acme.test", role: "reader", expires: "2020-01-01" },
      { type: "user", principal: "ben@acme.test", role: "owner" },
    ])
      expect((await refused("drive_share_file", { file_id, ...args })).code, JSON.stringify(args)).toBe(
        "bad_argument",
      );
    expect(gateway.google.requests()).toEqual([]);
    expect(
      (
        await refused("drive_share_file", {
          file_id,
          type: "user",
          principal: "ada@acme.test",
          role: "reader",
        })
      ).text,
    ).toContain("owns");
    expect(
      (await refused("drive_share_file", { file_id: SEEDED.bens, type: "anyone", role: "reader" })).code,
    ).toBe("no_permission");
  });

  test("ends, once and for all; what is inherited is refused with its reason", async () => {
    const { items } = (await call("drive_list_permissions", { file_id: SEEDED.budget })) as unknown as {
      items: { permission_id: string; principal: string; inherited: boolean }[];
    };
    const anyone = await call("drive_unshare_file", {
      file_id: SEEDED.budget,
      permission_id: "anyoneWithLink",
    });
    expect(anyone).toMatchObject({ ok: true, removed: expect.stringContaining("anyone with the link") });
    expect(await access(SEEDED.budget)).not.toHaveProperty("anyoneWithLink");
    expect(
      await call("drive_unshare_file", { file_id: SEEDED.budget, permission_id: "anyoneWithLink" }),
    ).toEqual({ ok: true });
    const bens = items.find(({ principal }) => principal === "ben@acme.test");
    expect(bens?.inherited).toBe(true);
    const inherited = await refused("drive_unshare_file", {
      file_id: SEEDED.budget,
      permission_id: bens?.permission_id,
    });
    expect(inherited.text).toContain(SEEDED.launch);
    const owner = items.find(({ principal }) => principal === "ada@acme.test");
    expect(
      (await refused("drive_unshare_file", { file_id: SEEDED.budget, permission_id: owner?.permission_id }))
        .text,
    ).toContain("owner");
  });
});

describe("with the scope drive.file", () => {
  const MAKING = ["drive_read_file", "drive_create_file", "drive_update_content", "drive_organize_file"];
  beforeAll(async () => {
    narrow = await agentFor([...TOOLS.filter((name) => name !== "drive_read_file")], "narrow");
    blind = await agentFor(MAKING.slice(1), "blind");
  });

  test("a connection sees and changes what it made, and is told why nothing else is there", async () => {
    const made = await call("drive_create_file", { name: "mine.md", content: "# Mine\n" }, blind);
    expect((await blind.call("drive_read_file", { file_id: made.file.file_id })).structured?.text).toContain(
      "# Mine",
    );
    const found = await call("drive_search_files", { query: "mine" }, blind);
    expect(found.warnings?.join()).toContain("drive.file");
    expect((found as unknown as { items: { name: string }[] }).items.map(({ name }) => name)).toContain(
      "mine.md",
    );
    const other = await refused("drive_read_file", { file_id: SEEDED.invoice }, blind);
    expect(other).toMatchObject({ code: "not_found" });
    expect(other.text).toContain("it sees files that it created");
  });

  test("what it sees by another scope it may still not change", async () => {
    const file = await refused("drive_organize_file", { file_id: SEEDED.stock, name: "x" }, narrow);
    expect(file).toMatchObject({ code: "no_permission" });
    expect(file.text).toContain("not created with this connection");
    const folder = await refused(
      "drive_create_file",
      { name: "x", content: "x", parent_id: SEEDED.launch },
      narrow,
    );
    expect(folder).toMatchObject({ code: "no_permission" });
    expect(folder.text).toContain("Leave `parent_id` out");
    const names = await call("drive_search_files", { query: "berth" }, narrow);
    expect(names.warnings?.join()).toContain("Only names were searched");
    expect((await refused("drive_search_files", { raw_q: "fullText contains 'x'" }, narrow)).code).toBe(
      "no_permission",
    );
  });
});

test("every call on files reaches into shared drives, and all are as Google describes them", async () => {
  const sent = await requestsOf(gateway.google);
  const ofFiles = sent.filter(({ path }) =>
    /^(?:\/upload)?\/drive\/v3\/files(?:\/[^/]+(?:\/permissions.*|\/copy)?)?$/.test(path),
  );
  expect(ofFiles.length).toBeGreaterThan(100);
  // The bytes of an upload in two requests go where the answer to the first one said.
  for (const { method, path, query } of ofFiles.filter((one) => one.method !== "PUT"))
    expect([method, path, new Map(query).get("supportsAllDrives")]).toEqual([method, path, "true"]);
  for (const api of ["drive", "docs", "sheets"] as const) expect(checkGoogle(api, sent)).toEqual([]);
});
