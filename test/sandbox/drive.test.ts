import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { literal, searchQuery } from "../../mcp-servers/google-drive/query.ts";
import { parseQuery } from "./drive-query.ts";
import { SEEDED } from "./drive-seed.ts";
import type { DriveItem } from "./drive-types.ts";
import { type SandboxGoogle, startSandboxGoogle } from "./google.ts";
import { REDIRECT, signIn } from "./sign-in.ts";

const D = "https://www.googleapis.com/auth/drive";
let google: SandboxGoogle;
let full: string;
let metadata: string;
let own: string;

beforeAll(async () => {
  google = await startSandboxGoogle({ redirectUris: [REDIRECT] });
  const token = async (...scopes: string[]) => (await signIn(google, scopes)).access_token;
  full = await token(D);
  metadata = await token(`${D}.metadata.readonly`);
  own = await token(`${D}.file`);
});
afterAll(() => google.close());

async function ask(path: string, token: string | undefined = full, init: RequestInit = {}) {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), "content-type": "application/json" };
  const response = await fetch(`${google.url}${path}`, { ...init, headers });
  const text = await response.text();
  const body = !text.startsWith("{") ? {} : (JSON.parse(text) as Record<string, unknown>);
  const { error } = body as { error?: { errors?: { reason: string }[]; message: string } };
  return { status: response.status, body, reason: error?.errors?.[0]?.reason };
}
const list = (query: Record<string, string>, token = full) =>
  ask(`/drive/v3/files?${new URLSearchParams(query)}`, token);
const ALL = { corpora: "allDrives", includeItemsFromAllDrives: "true", supportsAllDrives: "true" };
const names = ({ body }: { body: object }) =>
  (body as { files: { name: string }[] }).files.map(({ name }) => name);

describe("who gets in", () => {
  it("nobody without a live token, on any of the four services", async () => {
    for (const path of [
      "/drive/v3/files",
      `/v1/documents/${SEEDED.plan}`,
      `/v4/spreadsheets/${SEEDED.budget}`,
      `/v1/presentations/${SEEDED.deck}`,
    ])
      for (const token of ["", "ya29.garbage", full.slice(0, -1)])
        expect((await ask(path, token)).status, path).toBe(401);
  });

  it("each method asks for its scopes", async () => {
    expect((await ask("/drive/v3/drives", metadata)).status).toBe(403);
    expect((await ask(`/v1/documents/${SEEDED.plan}`, metadata)).status).toBe(403);
    expect((await ask("/drive/v3/files", metadata, { method: "POST", body: "{}" })).status).toBe(403);
    expect((await ask(`/drive/v3/files/${SEEDED.notes}?alt=media`, metadata)).status).toBe(403);
    expect((await list({ q: "fullText contains 'a'" }, metadata)).status).toBe(403);
    expect((await list({ q: "name contains 'a'" }, metadata)).status).toBe(200);
  });

  it("drive.file reaches nothing that the client did not make", async () => {
    expect(names(await list({}, own))).toEqual([]);
    expect((await ask(`/drive/v3/files/${SEEDED.notes}`, own)).status).toBe(404);
    const made = await ask("/drive/v3/files", own, { method: "POST", body: '{"name":"own"}' });
    expect(names(await list({}, own))).toEqual(["own"]);
    expect((await ask(`/drive/v3/files/${made.body.id}`, own)).status).toBe(200);
    const inside = JSON.stringify({ name: "x", parents: [SEEDED.projects] });
    expect((await ask("/drive/v3/files", own, { method: "POST", body: inside })).status).toBe(404);
  });

  it("other people's files are not there, and roles hold", async () => {
    expect((await ask(`/drive/v3/files/${SEEDED.bensFolder}`)).status).toBe(404);
    const rename = { method: "PATCH", body: '{"name":"x"}' };
    expect(await ask(`/drive/v3/files/${SEEDED.bens}`, full, rename)).toMatchObject({
      status: 403,
      reason: "insufficientFilePermissions",
    });
    expect((await ask(`/drive/v3/files/${SEEDED.bens}/permissions`)).status).toBe(403);
  });
});

describe("shared drives", () => {
  it("are invisible without their flags", async () => {
    expect((await ask(`/drive/v3/files/${SEEDED.contract}`)).status).toBe(404);
    expect((await ask(`/drive/v3/files/${SEEDED.contract}?supportsAllDrives=true`)).status).toBe(200);
    const charter = { q: "name contains 'Charter'" };
    expect(names(await list(charter))).toEqual([]);
    expect(
      names(await list({ ...charter, supportsAllDrives: "true", includeItemsFromAllDrives: "true" })),
    ).toEqual([]);
    expect(names(await list({ ...charter, ...ALL }))).toEqual(["Charter contract Lumen.pdf"]);
    expect((await list({ ...charter, corpora: "allDrives" })).status).toBe(403);
    expect((await list({ ...charter, ...ALL, corpora: "drive" })).status).toBe(400);
    expect(names(await list({ ...charter, ...ALL, corpora: "drive", driveId: SEEDED.finance }))).toHaveLength(
      1,
    );
  });
});

describe("requests that Google refuses", () => {
  it("unknown parameters, fields and methods; sizes out of range", async () => {
    for (const query of [
      { colour: "red" },
      { fields: "files(colour" },
      { fields: "colour" },
      { pageSize: "0" },
      { pageSize: "x" },
      { pageToken: "no" },
      { orderBy: "colour" },
    ] as Record<string, string>[])
      expect((await list(query)).status, JSON.stringify(query)).toBe(400);
    expect((await ask("/drive/v3/files", full, { method: "POST", body: '{"colour":1}' })).status).toBe(400);
    expect((await ask(`/drive/v3/files/${SEEDED.notes}`, full, { method: "DELETE" })).status).toBe(404);
  });

  it("an order for full text, in the words that users report", async () => {
    expect(await list({ q: "fullText contains 'a'", orderBy: "name" })).toMatchObject({
      status: 403,
      reason: "forbidden",
    });
  });

  it("queries that are none", async () => {
    const wrong = [
      "name",
      "name = ",
      "name = x",
      "name = 'a' or",
      "(name = 'a'",
      "name = 'a')",
      "name like 'a'",
      "colour = 'a'",
      "name = 'a' name = 'b'",
      "trashed = 'true'",
      "fullText = 'a'",
      "name = 'a\\n'",
      "modifiedTime > 'soon'",
      "'a' in colours",
      "appProperties has { key='a' }",
    ];
    for (const q of wrong) expect(await list({ q }), q).toMatchObject({ status: 400, reason: "invalid" });
    expect((await list({ q: "'1nothing' in parents" })).status).toBe(404);
    for (const q of [
      "not (name = 'a' and trashed = true) or starred = true",
      "'me' in owners",
      "name != 'it\\'s \\\\'",
    ])
      expect((await list({ q })).status, q).toBe(200);
  });

  it("ranges beyond the grid, unknown sheets, conversions that do not exist", async () => {
    const values = (range: string) =>
      ask(`/v4/spreadsheets/${SEEDED.budget}/values/${encodeURIComponent(range)}`);
    expect((await values("Costs!A1:C2")).body.values).toHaveLength(2);
    expect((await values("Costs!A1:ZZ2")).status).toBe(400);
    expect((await values("None!A1:B2")).status).toBe(400);
    expect((await ask(`/drive/v3/files/${SEEDED.plan}/export?mimeType=image/png`)).status).toBe(400);
    expect((await ask(`/drive/v3/files/${SEEDED.notes}/export?mimeType=text/plain`)).status).toBe(403);
    expect((await ask(`/drive/v3/files/${SEEDED.plan}?alt=media`)).reason).toBe("fileNotDownloadable");
  });

  it("tabs are left out unless they are asked for", async () => {
    const plain = await ask(`/v1/documents/${SEEDED.plan}`);
    expect(plain.body).toHaveProperty("body");
    expect(plain.body).not.toHaveProperty("tabs");
    expect((await ask(`/v1/documents/${SEEDED.plan}?includeTabsContent=true`)).body.tabs).toHaveLength(2);
  });
});

/** What our own builder writes, read by a parser that was not written with it. */
describe("queries that our search builds", () => {
  const item = (more: Partial<DriveItem>) =>
    ({ id: "1", name: "x", mimeType: "image/png", ...more }) as DriveItem;
  const facts = {
    words: () => "",
    isTrashed: () => false,
    properties: () => ({}),
    isStarred: () => false,
    folder: (id: string) => id,
    me: "",
  };
  const signs = fc.string({ unit: fc.constantFrom(..."'\\()\"= andorx\n\té"), maxLength: 30 });

  it("look for exactly what was given, whatever is in it", () => {
    fc.assert(
      fc.property(signs, (text) => {
        const { matches } = parseQuery(`name = ${literal(text)}`, facts);
        expect(matches(item({ name: text }))).toBe(true);
        expect(matches(item({ name: `${text}?` }))).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  it("never find another type than was asked for, whatever else is", () => {
    let parsed = 0;
    fc.assert(
      fc.property(signs, signs, signs, (query, owner, raw_q) => {
        let q: string;
        try {
          q = searchQuery({ query, owner, raw_q, types: ["pdf"] }, { fullText: true });
        } catch {
          q = searchQuery({ query, owner, types: ["pdf"] }, { fullText: true });
        }
        try {
          const { matches } = parseQuery(q, facts);
          parsed += 1;
          expect(matches(item({}))).toBe(false);
        } catch (error) {
          // A raw query may be none of Google's language: then Google refuses all of it.
          expect(error).toMatchObject({ code: 400 });
        }
      }),
      { numRuns: 3000 },
    );
    expect(parsed).toBeGreaterThan(1000);
  });
});
