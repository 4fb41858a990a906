import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "./new-server.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "valetkey-new-server-"));
afterAll(() => rmSync(copy, { recursive: true }));

const LEFT_OUT = ["node_modules", ".git", "data", "dist", "artifacts"];

/** Runs a program of the copy as a person would, and keeps what it says. */
function node(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const options = { cwd: copy, env: { ...process.env, NO_COLOR: "1" }, maxBuffer: 8_000_000 };
    execFile(process.execPath, argv, options, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, out, err }),
    );
  });
}
const make = (...argv: string[]) => node("tools/new-server.ts", ...argv);
const bin = (path: string) => join(root, "node_modules", path);
const textOf = (path: string) => readFileSync(join(copy, path), "utf8");

const ACME = [
  ...["--id", "acme_files", "--provider", "acme", "--auth", "oauth2", "--title", "Acme Files"],
  ...["--authorization-endpoint", "https://id.acme.example/authorize"],
  ...["--token-endpoint", "https://id.acme.example/token"],
  ...["--revocation-endpoint", "https://id.acme.example/revoke"],
  ...["--base-url", "https://api.acme.example/v2", "--identity-endpoint", "https://api.acme.example/v2/me"],
  ...["--identity-id", "account.id", "--identity-label", "profile.name", "--identity-label", "email"],
  ...["--scope", "files.read=Read files", "--identity-scope", "files.read"],
];
const CONTACTS = [
  ...["--id", "google_contacts", "--provider", "google", "--auth", "oauth2"],
  ...["--base-url", "https://www.googleapis.com"],
  ...["--identity-endpoint", "https://www.googleapis.com/oauth2/v3/userinfo"],
];

describe("what it makes", { timeout: 240_000 }, () => {
  const folders = ["linear", "acme-files", "google-contacts", "asana"];

  beforeAll(async () => {
    cpSync(root, copy, { recursive: true, filter: (path) => !LEFT_OUT.includes(basename(path)) });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    for (const argv of [
      ["--id", "linear", "--provider", "linear", "--auth", "oauth2"],
      ACME,
      CONTACTS,
      ["--id", "asana", "--provider", "asana", "--auth", "api_key"],
    ]) {
      const { code, out, err } = await make(...argv);
      expect({ code, err }, err).toEqual({ code: 0, err: "" });
      expect(out).toContain("\nNext:\n1. npx vitest run mcp-servers/");
    }
  }, 120_000);

  test("is there for the build, the operator and the reader", () => {
    const index = textOf("mcp-servers/index.ts");
    expect(index).toMatch(/servers: [^;]*\blinear,\s+acmeFiles,\s+googleContacts,?\s*\];/);
    expect(index).toMatch(/providers: [^;]*\blinearProvider,\s+acmeProvider,?\s*\];/);
    expect(textOf("gateway/config.ts")).toContain('"linear", "acme"]');
    expect(textOf(".env.example")).toContain("#ACME_CLIENT_SECRET=");
    expect(textOf("README.md")).toContain("| Acme Files | `/mcp/acme_files` | whose account");
    expect(textOf("docs/servers.md")).toContain("| `contacts_get_account` | read |");
  });

  test("with credentials that the vault cannot hold yet is a folder alone, and says so", async () => {
    expect(existsSync(join(copy, "mcp-servers/asana/index.ts"))).toBe(true);
    expect(existsSync(join(copy, "mcp-servers/providers/asana.ts"))).toBe(false);
    expect(textOf("mcp-servers/index.ts")).not.toContain("asana");
    const { code, out } = await make("--id", "box", "--provider", "box", "--auth", "basic");
    expect(code).toBe(0);
    expect(out).toContain("Credentials of the kind basic come with a later version");
  });

  test("passes the compiler and the linter", async () => {
    const include = [...folders, "box"].map((folder) => `mcp-servers/${folder}`);
    const config = { extends: "./tsconfig.json", include: [...include, "mcp-servers/providers"] };
    writeFileSync(join(copy, "tsconfig.made.json"), JSON.stringify(config));
    expect(await node(bin("typescript/bin/tsc"), "-p", "tsconfig.made.json")).toMatchObject({
      code: 0,
      out: "",
    });
    const made = [...include, "mcp-servers/index.ts", "mcp-servers/providers/linear.ts", "gateway/config.ts"];
    const lint = [bin("@biomejs/biome/bin/biome"), "check", "--vcs-enabled=false", ...made];
    expect(await node(...lint)).toMatchObject({ code: 0 });
  });

  test("passes its own tests and those that hold every server", async () => {
    const files = [
      ...folders.map((folder) => `mcp-servers/${folder}/`),
      "mcp-servers/contract.test.ts",
      "gateway/catalog/registry.test.ts",
      "gateway/config.test.ts",
    ];
    const { code, out, err } = await node(bin("vitest/vitest.mjs"), "run", ...files);
    expect(code, `${out}\n${err}`).toBe(0);
    expect(out).toMatch(/Test Files +7 passed/);
    const documents = ["run", "test/documents.test.ts", "-t", "lists every MCP server|docs/servers.md"];
    expect(await node(bin("vitest/vitest.mjs"), ...documents)).toMatchObject({ code: 0 });
  });

  test("is not written over", async () => {
    const again = await make("--id", "asana", "--provider", "asana", "--auth", "basic");
    expect(again).toMatchObject({ code: 2, out: "" });
    expect(again.err).toContain("mcp-servers/asana/index.ts is there already: nothing was written");
    expect((await make("--id", "linear", "--provider", "linear", "--auth", "oauth2")).err).toContain(
      "There is a server linear already.",
    );
  });
});

describe("a call that cannot be right writes nothing and says why in one line", () => {
  const empty = mkdtempSync(join(tmpdir(), "valetkey-new-server-"));
  afterAll(() => rmSync(empty, { recursive: true }));
  function refusal(...argv: string[]): string {
    let err = "";
    const code = run(argv, { out: () => {}, err: (text) => (err += text) }, empty);
    expect(code).toBe(2);
    return err;
  }
  const linear = ["--provider", "linear", "--auth", "oauth2"];

  test.each<[string, string[], string]>([
    ["no id", linear, "--id is missing."],
    ["an id that is no name", ["--id", "Linear", ...linear], "--id must be lower snake case"],
    ["a path as id", ["--id", "../x", ...linear], "--id must be lower snake case"],
    ["a word of the language as id", ["--id", "default", ...linear], "--id cannot be default"],
    ["an id that is taken", ["--id", "gmail", ...linear], "There is a server gmail already."],
    [
      "names of tools that are taken",
      ["--id", "acme_slack", ...linear],
      "There are tools named slack_… already.",
    ],
    [
      "no kind of credential",
      ["--id", "linear", "--provider", "linear"],
      "--auth must be one of oauth2, api_key, basic",
    ],
    [
      "another kind than the provider's",
      ["--id", "a_b", "--provider", "google", "--auth", "basic"],
      "google is a provider with OAuth 2.0",
    ],
    ["an option that is not there", ["--id", "linear", "--auht", "oauth2"], "--auht"],
    [
      "a scope without words",
      ["--id", "linear", ...linear, "--scope", "read"],
      "--scope must be <scope>=<what it lets do>",
    ],
    [
      "a field that is none",
      ["--id", "linear", ...linear, "--identity-id", "a[0]"],
      "a[0] is no field of an answer",
    ],
    [
      "an address without TLS",
      ["--id", "linear", ...linear, "--base-url", "http://api.linear.app"],
      "--base-url must be an https address",
    ],
    [
      "an account elsewhere",
      ["--id", "linear", ...linear, "--base-url", "https://api.linear.app/v2"],
      "not under --base-url",
    ],
    [
      "a host that is not the provider's",
      ["--id", "a_b", "--provider", "google", "--auth", "oauth2"],
      "at one of gmail.googleapis.com, ",
    ],
  ])("%s", (_, argv, why) => expect(refusal(...argv)).toContain(why));

  test("all that is missing of a provider nobody knows, at once", () => {
    expect(refusal("--id", "acme", "--provider", "acme", "--auth", "oauth2", "--title", "Acme")).toContain(
      "Say --identity-endpoint, --identity-id, --authorization-endpoint, --token-endpoint, --revocation-endpoint too",
    );
  });
});

test("help names every option and what is known", () => {
  let out = "";
  expect(run(["--help"], { out: (text) => (out += text), err: () => {} })).toBe(0);
  for (const word of ["--identity-label", "oauth2|api_key|basic", "google, slack, github", "linear"])
    expect(out).toContain(word);
});
