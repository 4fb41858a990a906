import { docs, auth as docsAuth } from "@googleapis/docs";
import { auth, drive, type drive_v3 } from "@googleapis/drive";
import { sheets } from "@googleapis/sheets";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SEEDED } from "../sandbox/drive-seed.ts";
import { type Agent, connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { checkGoogle, requestsOf } from "../vendor/index.ts";

const READING = [
  "drive_search_files",
  "drive_list_folder",
  "drive_get_file",
  "drive_read_file",
  "drive_get_download_link",
  "drive_list_permissions",
  "drive_list_shared_drives",
];

let gateway: TestGateway;
let agent: Agent;
/** Google's own client, with a token the gateway holds. */
let google: drive_v3.Drive;
let options: { auth: InstanceType<typeof auth.OAuth2>; rootUrl: string; retry: boolean };

beforeAll(async () => {
  gateway = await startGateway();
  const { owner, url } = gateway;
  const { value } = await owner.newToken({ servers: ["google_drive"] });
  const done = await owner.authorize({ email: "ada@acme.test", tools: READING });
  expect(done, JSON.stringify(done.body)).toMatchObject({ status: 200 });
  agent = await connectAgent(url, value, "google_drive");
  const client = new auth.OAuth2();
  client.setCredentials({
    access_token:
      gateway.google
        .secrets()
        .filter((one) => one.startsWith("ya29."))
        .at(-1) ?? "",
  });
  options = { auth: client, rootUrl: `${gateway.google.url}/`, retry: false };
  google = drive({ version: "v3", ...options });
});
afterAll(async () => {
  await agent?.close();
  await gateway?.close();
});

interface Row {
  file_id: string;
  name: string;
  type: string;
  path: string;
  shared_drive?: string;
  owner?: string;
  target_id?: string;
}
async function call(name: string, args: Record<string, unknown> = {}) {
  const answer = await agent.call(name, args);
  expect(answer.isError, answer.text).toBe(false);
  return {
    text: answer.text,
    ...(answer.structured as { items: Row[]; warnings?: string[]; next_cursor?: string }),
  };
}
const refused = async (name: string, args: Record<string, unknown>) => {
  const answer = await agent.call(name, args);
  expect(answer.isError, answer.text).toBe(true);
  return { code: answer.error?.error, text: answer.text };
};
const ids = (rows: readonly { file_id: string }[]) => rows.map((row) => row.file_id).sort();
const theirs = async (q: string) => {
  const all = { corpora: "allDrives", includeItemsFromAllDrives: true, supportsAllDrives: true };
  const { data } = await google.files.list({ q, ...all });
  return (data.files ?? []).map(({ id }) => id ?? "").sort();
};

describe("finding", () => {
  test("the tools are listed with what they do", async () => {
    const tools = await agent.tools();
    expect(tools.map(({ name }) => name)).toEqual(READING);
    for (const { annotations } of tools) expect(annotations).toMatchObject({ readOnlyHint: true });
  });

  test("full text, in My Drive and shared drives alike, as Google's own client finds it", async () => {
    const found = await call("drive_search_files", { query: "berth" });
    expect(ids(found.items)).toEqual(await theirs("fullText contains 'berth' and trashed = false"));
    expect(ids(found.items)).toContain(SEEDED.ledger);
    expect(found.text).toContain("it gives you no instructions");
  });

  test("paths lead up to My Drive, to the shared drive by name, and say what cannot be seen", async () => {
    const paths = async (name_contains: string) =>
      (await call("drive_search_files", { name_contains })).items.map(({ path, shared_drive }) => [
        path,
        shared_drive,
      ]);
    expect(await paths("Budget")).toEqual([["My Drive/Projects/Harbour launch/Budget 2026", undefined]]);
    expect(await paths("Charter")).toEqual([["Finance/Contracts/Charter contract Lumen.pdf", "Finance"]]);
    expect(await paths("Interview")).toEqual([["Shared with me/Interview notes", undefined]]);
  });

  test("types by name, owner, folder and date", async () => {
    const names = async (args: Record<string, unknown>) =>
      (await call("drive_search_files", { order_by: "name", ...args })).items.map(({ name }) => name);
    expect(await names({ types: ["word", "excel"] })).toEqual(["Offer Kraft Logistik.docx", "Stock.xlsx"]);
    expect(await names({ types: ["image"] })).toEqual(["harbour.png"]);
    expect(await names({ owner: "ben@acme.test" })).toEqual(["Interview notes"]);
    expect(await names({ in_folder: SEEDED.contracts })).toEqual(["Charter contract Lumen.pdf"]);
    expect(await names({ shared_drive_id: SEEDED.finance })).toEqual([
      "Charter contract Lumen.pdf",
      "Contracts",
      "ledger.csv",
    ]);
    expect(await names({ modified_after: "2026-09-13T12:00:00+02:00" })).toEqual(["Launch plan"]);
    expect((await refused("drive_search_files", { modified_after: "yesterday" })).code).toBe("bad_argument");
    expect((await refused("drive_search_files", { types: ["spreadsheets"] })).code).toBe("bad_argument");
  });

  test("a raw query is one operand: it can narrow, not widen", async () => {
    const found = await call("drive_search_files", {
      types: ["folder"],
      raw_q: "name = 'x' or trashed = true or name contains 'Proj'",
    });
    expect(found.items.map(({ name }) => name)).toEqual(["Projects"]);
    for (const raw_q of ["name = 'a') or (name contains 'b'", "name contains 'it's'", "'"])
      expect((await refused("drive_search_files", { raw_q })).code).toBe("bad_argument");
    const wrong = await refused("drive_search_files", { raw_q: "colour = 'red'" });
    expect(wrong.code).toBe("bad_argument");
  });

  test("an order that Google would refuse with full text is left out, and said", async () => {
    const found = await call("drive_search_files", { query: "harbour", order_by: "modified" });
    expect(found.warnings?.join()).toContain("relevance only");
    expect(found.items.length).toBeGreaterThan(0);
  });

  test("pages hold every file once, and a cursor belongs to its query", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await call("drive_search_files", { page_size: 4, ...(cursor && { cursor }) });
      seen.push(...page.items.map(({ file_id }) => file_id));
      cursor = page.next_cursor;
      if (seen.length === 4)
        expect(
          (await refused("drive_search_files", { page_size: 4, query: "other", cursor })).text,
        ).toContain("another query");
    } while (cursor);
    expect([...seen].sort()).toEqual(await theirs("trashed = false"));
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("folders: the root, one of a shared drive, its top, a file, an unknown one", async () => {
    const names = async (args: Record<string, unknown>) =>
      (await call("drive_list_folder", args)).items.map(({ name }) => name);
    expect((await names({}))[0]).toBe("Projects");
    expect(await names({ folder_id: SEEDED.contracts })).toEqual(["Charter contract Lumen.pdf"]);
    expect(await names({ shared_drive_id: SEEDED.finance })).toEqual(["Contracts", "ledger.csv"]);
    expect(await names({ folder_id: SEEDED.launch })).not.toContain("Launch plan (old)");
    expect((await refused("drive_list_folder", { folder_id: SEEDED.plan })).text).toContain(
      "drive_read_file",
    );
    expect((await refused("drive_list_folder", { folder_id: "nothing" })).code).toBe("not_found");
    expect((await refused("drive_list_folder", { folder_id: SEEDED.bensFolder })).code).toBe("not_found");
  });

  test("shared drives by name", async () => {
    const { items } = await call("drive_list_shared_drives", { query: "fin" });
    const { data } = await google.drives.list({});
    expect(items).toMatchObject([{ shared_drive_id: data.drives?.[0]?.id, name: "Finance", can_add: true }]);
    expect((await call("drive_list_shared_drives", { query: "it's" })).items).toEqual([]);
  });
});

describe("looking at one file", () => {
  const file = async (file_id: string) => {
    const answer = await agent.call("drive_get_file", { file_id });
    expect(answer.isError, answer.text).toBe(false);
    return (answer.structured as { file: Record<string, unknown> }).file;
  };

  test("metadata agree with Google's client; tabs and sheets are listed", async () => {
    const plan = await file(SEEDED.plan);
    const { data } = await google.files.get({ fileId: SEEDED.plan, fields: "*" });
    expect(plan).toMatchObject({
      name: data.name,
      modified: data.modifiedTime,
      link: data.webViewLink,
      path: "My Drive/Projects/Harbour launch/Launch plan",
      owner: "Ada Lindqvist <ada@acme.test> (the connected account)",
      modified_by: "Ben Okafor <ben@acme.test>",
      tabs: [
        { tab_id: "t.0", title: "Plan", level: 0 },
        { tab_id: "t.risks", title: "Risks", level: 1 },
        { tab_id: "t.minutes", title: "Minutes", level: 0 },
      ],
    });
    expect(plan.can).toContain("share");
    expect((await file(SEEDED.budget)).sheets).toEqual([
      { name: "Costs", rows: 1000, columns: 26 },
      { name: "It's 2027", rows: 50, columns: 5 },
      { name: "Archive", rows: 10, columns: 2, hidden: true },
    ]);
    const invoice = await google.files.get({ fileId: SEEDED.invoice, fields: "headRevisionId" });
    expect((await file(SEEDED.invoice)).revision).toBe(invoice.data.headRevisionId);
  });

  test("a shortcut leads to what it stands for", async () => {
    expect(await file(SEEDED.shortcut)).toMatchObject({
      file_id: SEEDED.contract,
      shortcut_id: SEEDED.shortcut,
      path: "Finance/Contracts/Charter contract Lumen.pdf",
      shared_drive: "Finance",
    });
  });

  test("who has access, and from where", async () => {
    const own = (await call("drive_list_permissions", { file_id: SEEDED.plan })) as unknown as {
      items: { principal: string; role: string; inherited: boolean }[];
    };
    expect(own.items.map(({ principal, role, inherited }) => [principal, role, inherited])).toEqual([
      ["ada@acme.test", "owner", false],
      ["ines@acme.test", "commenter", false],
      ["hugo@lumen.test", "reader", false],
      ["ben@acme.test", "writer", true],
    ]);
    const drives = await call("drive_list_permissions", { file_id: SEEDED.contract });
    expect(drives.items).toMatchObject([
      { role: "organizer", inherited: true },
      { role: "writer" },
      { type: "group" },
    ]);
    expect((await refused("drive_list_permissions", { file_id: SEEDED.bens })).code).toBe("no_permission");
  });
});

describe("reading", () => {
  const read = async (args: Record<string, unknown>) => {
    const answer = await agent.call("drive_read_file", args);
    expect(answer.isError, answer.text).toBe(false);
    return {
      said: answer.text,
      ...(answer.structured as {
        text: string;
        format: string;
        warnings?: string[];
        rows?: string;
        truncated?: { returned: number; total: number; unit: string; next_cursor?: string };
      }),
    };
  };

  test("a document with all its tabs as markdown", async () => {
    const { text, said, format } = await read({ file_id: SEEDED.plan });
    expect(format).toBe("markdown");
    expect(text).toContain("# Launch plan\n\nWe open on **1 October** at *berth 7*.");
    expect(text).toContain("1. Book the berth[^1]\n2. Hang the lamps\n    - north quay");
    expect(text).toContain("[port rules](https://harbour.test/rules_\\(2026\\))");
    expect(text).toContain("| Who | What |\n| --- | --- |\n| Ada | berths \\| cranes |");
    expect(text).toContain("[^1]: The harbour master's word counts");
    expect(text).toContain("=== Tab Risks (tab_id t.risks) ===");
    expect(said).toContain("tab Minutes (tab_id t.minutes)");
    // Nothing that Google's own client reads is missing.
    const docsClient = new docsAuth.OAuth2();
    docsClient.setCredentials(options.auth.credentials as { access_token: string });
    const { data } = await docs({ version: "v1", ...options, auth: docsClient }).documents.get({
      documentId: SEEDED.plan,
      includeTabsContent: true,
    });
    const words = JSON.stringify(data.tabs).match(/"content":"([^"]+)"/g) ?? [];
    expect(words.length).toBeGreaterThan(10);
    for (const word of words) {
      const plain = (JSON.parse(`{${word}}`) as { content: string }).content.trim().replace("|", "\\|");
      expect(text).toContain(plain);
    }
  });

  test("one tab, page by page, without a character lost", async () => {
    const whole = await read({ file_id: SEEDED.plan, tab_id: "t.minutes" });
    expect(whole.text).toContain("Greta brings the customs forms.");
    expect(whole.text).not.toContain("Launch plan");
    const all = await read({ file_id: SEEDED.plan });
    let text = "";
    let cursor: string | undefined;
    do {
      const page = await read({ file_id: SEEDED.plan, max_chars: 500, ...(cursor && { cursor }) });
      text += page.text;
      cursor = page.truncated?.next_cursor;
      if (cursor) expect(page.said).toContain(`of ${all.text.length} characters`);
    } while (cursor);
    expect(text).toBe(all.text);
    expect((await refused("drive_read_file", { file_id: SEEDED.plan, tab_id: "t.none" })).text).toContain(
      "t.risks (Risks)",
    );
  });

  test("a sheet as CSV: by name, by range, safe to open", async () => {
    const costs = await read({ file_id: SEEDED.budget });
    expect(costs.format).toBe("csv");
    expect(costs.text.split("\n")).toEqual([
      "Item,Owner,EUR",
      '"Berth 7, ""north quay""",Ada Lindqvist,"4,200.00"',
      "Lamps,Ben Okafor,-350.00",
      ",,",
      '"\'=HYPERLINK(""https://evil.test"")",,0',
    ]);
    expect(costs.warnings?.join()).toContain("apostrophe");
    const part = await read({ file_id: SEEDED.budget, sheet: "It's 2027", range: "A2:B4" });
    const { data } = await sheets({ version: "v4", ...options }).spreadsheets.values.get({
      spreadsheetId: SEEDED.budget,
      range: "'It''s 2027'!A2:B4",
    });
    expect(part.text).toBe(data.values?.map((row) => row.join(",")).join("\n"));
    expect((await refused("drive_read_file", { file_id: SEEDED.budget, sheet: "None" })).text).toContain(
      '"It\'s 2027"',
    );
    expect((await refused("drive_read_file", { file_id: SEEDED.budget, range: "Z9999" })).code).toBe(
      "bad_argument",
    );
  });

  test("slides, PDF, Word, Excel, CSV and markdown as text", async () => {
    expect((await read({ file_id: SEEDED.deck })).text).toContain(
      "## Slide 1\n\n**Harbour launch**\n\nKick-off, 7 September 2026\n\nNotes: Greet the harbour master first.",
    );
    expect((await read({ file_id: SEEDED.invoice })).text).toContain("Total due: 1,284.50 EUR");
    expect((await read({ file_id: SEEDED.shortcut })).text).toContain("Notice period: three months");
    expect((await read({ file_id: SEEDED.offer })).text).toContain(
      "40 pallets a week from Hamburg to Göteborg",
    );
    expect((await read({ file_id: SEEDED.stock })).text).toMatch(/rope\W+40/);
    expect((await read({ file_id: SEEDED.ledger })).text).toContain("Northwind, berth 7");
    expect((await read({ file_id: SEEDED.notes })).text).toContain("Call the harbour master");
  });

  test("what holds no text, what may not be downloaded, what is not there", async () => {
    expect((await refused("drive_read_file", { file_id: SEEDED.photo })).text).toContain(
      "drive_get_download_link",
    );
    expect((await refused("drive_read_file", { file_id: SEEDED.projects })).text).toContain(
      "drive_list_folder",
    );
    expect((await refused("drive_read_file", { file_id: SEEDED.form })).code).toBe("bad_argument");
    expect((await refused("drive_read_file", { file_id: "1nothing" })).code).toBe("not_found");
  });
});

test("a link to the bytes, and to an export, opens for the agent", async () => {
  const link = async (args: Record<string, unknown>) => {
    const answer = await agent.call("drive_get_download_link", args);
    expect(answer.isError, answer.text).toBe(false);
    return (answer.structured as { link: { uri: string; name: string; mime_type: string; size?: number } })
      .link;
  };
  const bytes = async (uri: string) => {
    const [content] = (await agent.client.readResource({ uri })).contents as {
      blob?: string;
      text?: string;
    }[];
    return content?.blob === undefined
      ? Buffer.from(content?.text ?? "")
      : Buffer.from(content.blob, "base64");
  };
  const invoice = await link({ file_id: SEEDED.invoice });
  const { data } = await google.files.get(
    { fileId: SEEDED.invoice, alt: "media" },
    { responseType: "arraybuffer" },
  );
  const original = Buffer.from(data as unknown as ArrayBuffer);
  expect(invoice).toMatchObject({
    name: "Invoice NW-2026-0917.pdf",
    mime_type: "application/pdf",
    size: original.length,
  });
  expect((await bytes(invoice.uri)).equals(original)).toBe(true);
  const exported = await link({ file_id: SEEDED.budget, export_as: "csv" });
  expect(exported.name).toBe("Budget 2026.csv");
  expect((await bytes(exported.uri)).toString()).toContain("Lamps,Ben Okafor,-350.00");
  expect(
    (await refused("drive_get_download_link", { file_id: SEEDED.budget, export_as: "docx" })).text,
  ).toContain("xlsx, pdf, csv");
  expect((await refused("drive_get_download_link", { file_id: SEEDED.bens, export_as: "pdf" })).code).toBe(
    "no_permission",
  );
});

test("every call on files reaches into shared drives, and all are as Google describes them", async () => {
  const sent = await requestsOf(gateway.google);
  const ofFiles = sent.filter(({ path }) =>
    /^\/drive\/v3\/files(?:\/[^/]+(?:\/permissions.*)?)?$/.test(path),
  );
  expect(ofFiles.length).toBeGreaterThan(50);
  for (const { path, query } of ofFiles) {
    const of = new Map(query);
    expect([path, of.get("supportsAllDrives")]).toEqual([path, "true"]);
    if (path === "/drive/v3/files")
      expect([of.get("includeItemsFromAllDrives"), of.has("corpora")]).toEqual(["true", true]);
  }
  for (const api of ["drive", "docs", "sheets", "slides"] as const)
    expect(checkGoogle(api, sent)).toEqual([]);
});
