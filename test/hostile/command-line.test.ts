import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import type { Command } from "commander";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { FORMAT, frame } from "../../tools/cli/backup/format.ts";
import { buildProgram } from "../../tools/cli/program.ts";
import { run } from "../../tools/cli/run.ts";
import { rawCall } from "../support/agent.ts";
import { askedFor, askingGateway, callOnce, mail } from "../support/asking.ts";
import { makePostgres, postgresUrl } from "../support/database.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { startThief, type Thief } from "./thief.ts";

/** The command line: what others wrote on its screen, its credentials, and files that are said to be backups. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
const home = mkdtempSync(join(tmpdir(), "valetkey-hostile-cli-"));
const credentials = join(home, "valetkey", "profiles.json");
const TOKEN = `vcli_${"a".repeat(47)}`;
/** A clear screen, a title, a link, eight-bit CSI, a turned line, a lone return, line ends of Unicode. */
const NASTY =
  "\u001b[2J\u001b]0;own\u0007\u001b]8;;http://evil.test\u001b\\x\u009b31m\u202egnp.\u2066\rok\u2028\u2029\u0000\u007f";
const ACTS = /[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

let gateway: TestGateway;
let thief: Thief;
let liar: Server;
let liarUrl: string;
let answer: (path: string, response: ServerResponse) => void;

const io = (env: Record<string, string> = {}, columns?: number) => {
  const said = { out: "", err: "" };
  return {
    said,
    io: {
      out(text: string | Uint8Array) {
        said.out += typeof text === "string" ? text : Buffer.from(text).toString();
      },
      err(text: string) {
        said.err += text;
      },
      env: { XDG_CONFIG_HOME: home, HOME: home, NO_COLOR: "1", ...env },
      ...(columns !== undefined && { columns }),
    },
  };
};
async function cli(argv: readonly string[], columns?: number, env: Record<string, string> = {}) {
  const { said, io: given } = io(env, columns);
  const code = await run(argv, given);
  return { code, ...said };
}
const profile = (url: string, token = TOKEN) => ({
  url,
  workspace: { id: "wsp_1", slug: "acme" },
  email: "owner@acme.test",
  expires_at: "2027-01-01T00:00:00.000Z",
  token,
});
function keep(profiles: unknown, mode = 0o600): void {
  mkdirSync(join(home, "valetkey"), { recursive: true, mode: 0o700 });
  rmSync(credentials, { force: true });
  writeFileSync(credentials, JSON.stringify({ version: 1, current: "x", profiles }), { mode });
  chmodSync(credentials, mode);
}

beforeAll(async () => {
  gateway = await startGateway();
  thief = await startThief();
  liar = createServer((request, response) => answer(request.url ?? "", response));
  await new Promise<void>((resolve) => liar.listen(0, "127.0.0.1", resolve));
  liarUrl = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
});
afterAll(async () => {
  liar?.closeAllConnections();
  liar?.close();
  await thief?.close();
  await gateway?.close();
  rmSync(home, { recursive: true, force: true });
});

/** Everything that a gateway answers, with each text of it made nasty by whoever chose it. */
async function nastyAnswers() {
  const { owner } = gateway;
  const { agentId: agent, token } = await askingGateway(gateway);
  const approval = askedFor(await callOnce(gateway, token.value, mail("Plan")));
  const at = `/api/workspaces/${gateway.workspaceId}`;
  const paths = [
    "/status",
    "/connectors?page_size=200",
    "/agents",
    `/agents/${agent}`,
    `/agents/${agent}/check`,
    "/tokens",
    "/approvals",
    `/approvals/${approval}`,
    "/audit?page_size=50",
  ];
  const found = new Map<string, unknown>();
  for (const path of paths) found.set(path.split("?")[0] ?? "", (await owner.call("GET", at + path)).body);
  found.set("/session", (await owner.call("GET", "/api/session")).body);
  return { found, agent, approval };
}
const CHOSEN =
  /^(name|label|account|message|evidence|email|title|provider_title|reason|note|detail|device|next|text|tool)$/;
const nasty = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner) =>
      typeof inner === "string" && CHOSEN.test(key) ? `${inner}${NASTY}` : inner,
    ),
  );

test("H257 names that move the cursor, from every list: tables, pipes, JSON, problems, exports", async () => {
  const { found, agent, approval } = await nastyAnswers();
  answer = (path, response) => {
    const key = path.split("?")[0]?.replace(/^\/api(\/workspaces\/[^/]+)?/, "") ?? "";
    if (key === "/audit/count")
      return void response
        .writeHead(200, { "content-type": "application/json" })
        .end('{"rows": 1, "head_seq": 1}');
    if (key === "/audit/export") return void response.end(`seq,${NASTY}\n{"a":"${NASTY}"}\n`);
    const body = found.get(key);
    const problem = {
      type: "about:blank",
      title: `No${NASTY}`,
      status: 404,
      code: "not_found",
      next: `Go${NASTY}`,
      detail: NASTY,
    };
    response.writeHead(body ? 200 : 404, {
      "content-type": body ? "application/json" : "application/problem+json",
    });
    response.end(JSON.stringify(body ? nasty(body) : problem));
  };
  keep({ x: profile(liarUrl) });
  const commands = [
    "whoami",
    "status",
    "connectors list",
    "agents list",
    `agents get ${agent}`,
    `agents check ${agent}`,
    "tokens list",
    "approvals list",
    "audit list",
    "connectors get con_gone",
    `approvals get ${approval}`,
    "approvals get apr_gone",
  ];
  for (const command of commands)
    for (const more of [[], ["--json"]])
      for (const columns of [undefined, 80]) {
        const { out, err } = await cli([...command.split(" "), ...more], columns);
        const where = `${command} ${more} ${columns}`;
        expect(out + err, where).not.toBe("");
        if (!command.includes("gone")) expect(err, where).toBe("");
        expect(ACTS.exec(out + err)?.[0], where).toBeUndefined();
      }
  const shown = await cli(["audit", "export", "--format", "csv"], 80);
  expect(shown.out).toContain("[2J");
  expect(ACTS.exec(shown.out)?.[0], "an export on a terminal").toBeUndefined();
  const piped = await cli(["audit", "export", "--format", "csv"]);
  expect(piped.out, "a pipe gets what there is, byte for byte").toContain(NASTY);
  keep({ [`x${NASTY}`]: { ...profile(liarUrl), email: NASTY } });
  for (const argv of [["whoami", "--all"], ["status"]]) {
    const { out, err } = await cli(argv, 80);
    expect(ACTS.exec(out + err)?.[0]).toBeUndefined();
  }
});

test("H258 names that move the cursor, from a file: an audit log of others, a backup's head", async () => {
  const log = join(home, "log.jsonl");
  writeFileSync(
    log,
    `${JSON.stringify({ format: "valetkey-audit/1", workspace: NASTY, first: null })}\n{"x":"${"y"}"}\n`,
  );
  const { out, err, code } = await cli(["audit", "verify", "--file", log], 80);
  expect(code).not.toBe(0);
  expect(ACTS.exec(out + err)?.[0]).toBeUndefined();
  const made = await hostileBackup({ public_url: NASTY, version: "\u001b[2J" }, []);
  const restored = await cli(["restore", made.file, "--identity", made.identity], 80, {
    DATA_DIR: join(home, "into"),
  });
  expect(restored.code).not.toBe(0);
  expect(ACTS.exec(restored.out + restored.err)?.[0]).toBeUndefined();
});

test("H259 the file of sign-ins: read by others, planted as a link, not a file of ours, names every object has", async () => {
  answer = (_path, response) => void response.writeHead(500).end();
  keep({ x: profile(liarUrl) }, 0o644);
  expect(await cli(["whoami"])).toMatchObject({
    code: 1,
    err: expect.stringContaining("may be read by others"),
  });
  keep({ x: profile(liarUrl) });
  const moved = join(home, "elsewhere.json");
  writeFileSync(moved, readFileSync(credentials), { mode: 0o600 });
  rmSync(credentials);
  symlinkSync(moved, credentials);
  expect(await cli(["whoami"])).toMatchObject({ code: 1, err: expect.stringContaining("symbolic link") });
  for (const name of ["__proto__", "constructor", "toString", "../x"]) {
    keep({ x: profile(liarUrl) });
    expect((await cli(["whoami", "--profile", name])).code).toBe(3);
  }
  for (const text of ["", "null", "[]", '{"version":1}', "x".repeat(2_000_000)]) {
    rmSync(credentials, { force: true });
    writeFileSync(credentials, text, { mode: 0o600 });
    expect(await cli(["whoami"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("is not what valetkey wrote"),
    });
  }
});

test("H260 a session sent elsewhere: redirects, plain http, other sign-in pages, addresses with names in them", async () => {
  for (const status of [301, 302, 307, 308]) {
    answer = (_path, response) => void response.writeHead(status, { location: `${thief.url}/taken` }).end();
    keep({ x: profile(liarUrl) });
    for (const argv of [["whoami"], ["status"], ["audit", "export"], ["logout"]]) {
      keep({ x: profile(liarUrl) });
      expect((await cli(argv)).code).not.toBe(0);
    }
  }
  for (const url of [
    "http://gateway.acme.test",
    "http://127.0.0.1.evil.test",
    "ftp://x",
    `http://user:pw@127.0.0.1:${thief.port}`,
    "http://localhost@evil.test",
  ]) {
    keep({ x: profile(url) });
    expect(`${url} ${(await cli(["whoami"])).code}`).toBe(`${url} 2`);
    expect(`${url} ${(await cli(["login", "--url", url])).code}`).toBe(`${url} 2`);
  }
  // A gateway that passes on the link and code of another would be given a session there.
  answer = (_path, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const page = `${gateway.url}/cli`;
    response.end(
      JSON.stringify({
        device_code: `vd_${"x".repeat(43)}`,
        user_code: "WDJB-MJHT",
        verification_uri: page,
        verification_uri_complete: `${page}/WDJB-MJHT`,
        expires_in: 600,
        interval: 5,
      }),
    );
  };
  expect(await cli(["login", "--url", liarUrl])).toMatchObject({
    code: 4,
    out: "",
    err: expect.not.stringContaining("WDJB"),
  });
  expect(thief.taken).toEqual([]);
});

const optionsOf = (command: Command): string[] => [
  ...command.options.map(({ flags }) => `${command.name()} ${flags}`),
  ...command.commands.flatMap(optionsOf),
];

test("H261 secrets on the command line, where every process of the machine reads them; and in what is printed", async () => {
  const { io: given } = io();
  const all = optionsOf(buildProgram({ io: given, exit: 0 }));
  expect(all.length).toBeGreaterThan(40);
  // A file of one, or the public half of a key pair, is none.
  const risky = all.filter((flags) =>
    /token|secret|pass|key|credential|identity/i.test(flags.replace(/^\S+ /, "")),
  );
  expect(
    risky.filter((flags) => !/-file <|--identity <file|--with-keys|--keys-out <file/.test(flags)),
  ).toEqual([]);
  keep({ x: profile(liarUrl) });
  answer = (_path, response) =>
    void response.writeHead(401, { "content-type": "application/problem+json" }).end(
      JSON.stringify({
        type: "about:blank",
        title: `Not ${TOKEN}`,
        status: 401,
        code: "not_signed_in",
        next: "Sign in.",
      }),
    );
  for (const argv of [
    ["whoami", "--all"],
    ["whoami", "--all", "--json"],
    ["logout", "--json"],
  ]) {
    const { out, err } = await cli(argv);
    expect(out + err).not.toContain(TOKEN);
  }
});

let made = 0;
/** A backup that anybody could make who knows the public key it is closed for. */
async function hostileBackup(head: object, lines: readonly unknown[]) {
  const key = await generateX25519Identity();
  const [identity, file] = [join(home, `identity-${++made}`), join(home, `backup-${made}.age`)];
  writeFileSync(identity, key, { mode: 0o600 });
  async function* each() {
    for (const line of lines) yield typeof line === "string" ? line : JSON.stringify(line);
  }
  const first = {
    format: FORMAT,
    made_at: "2026-11-21T00:00:00Z",
    version: "0.1.0",
    public_url: "http://x",
    database: "embedded",
    key_ids: [],
    ...head,
  } as const;
  const parts: Buffer[] = [];
  for await (const chunk of frame(first as never, each(), () => {})) parts.push(chunk);
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(key));
  writeFileSync(file, await encrypter.encrypt(zstdCompressSync(Buffer.concat(parts))));
  return { file, identity };
}

test("H262 a backup that somebody else closed for us: made-up tables, sessions, SQL and paths for names, a bomb", async () => {
  const header = (name: string, columns = ["id"]) => ({ migrations: [], tables: [{ name, columns }] });
  // What else a file could name is in backup.test.ts: each of these makes a database to be refused.
  const cases: unknown[][] = [
    [
      header("../../etc/cron.d/x"),
      { table: "../../etc/cron.d/x" },
      '[{"id":"x"}]',
      { done: { tables: 1, rows: 1 } },
    ],
    [header("sessions"), { table: "sessions" }, { done: { tables: 1, rows: 0 } }],
    ["[".repeat(100_000)],
  ];
  for (const lines of cases) {
    const into = join(home, `into-${made}`);
    const { file, identity } = await hostileBackup({}, lines);
    const done = await cli(["restore", file, "--identity", identity], undefined, { DATA_DIR: into });
    expect(`${JSON.stringify(lines).slice(0, 60)} ${done.code} ${done.out}`).toBe(
      `${JSON.stringify(lines).slice(0, 60)} 1 `,
    );
    expect(existsSync(join(into, "pgdata"))).toBe(false);
    expect(existsSync(join(into, "vault.key"))).toBe(false);
  }
  // Keys in it do not replace those that are there, nor go where the file says.
  const into = join(home, "has-keys");
  mkdirSync(into);
  writeFileSync(join(into, "vault.key"), "k1:own\n", { mode: 0o600 });
  const keyed = await hostileBackup({ keys: "k1:theirs" }, []);
  const refused = await cli(["restore", keyed.file, "--identity", keyed.identity], undefined, {
    DATA_DIR: into,
  });
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("other keys") });
  expect(refused.out + refused.err).not.toContain("k1:theirs");
  expect(readFileSync(join(into, "vault.key"), "utf8")).toBe("k1:own\n");
  const bomb = await hostileBackup({}, [" ".repeat(80_000_000)]);
  expect(
    await cli(["restore", bomb.file, "--identity", bomb.identity], undefined, {
      DATA_DIR: join(home, "bomb"),
    }),
  ).toMatchObject({ code: 1 });
});

test("H263 a backup read without its key, and used with another gateway's keys", async () => {
  const token = (await gateway.owner.newToken({ agent: await gateway.owner.newAgent("Thief") })).value;
  const call = async (url: string) => (await rawCall(url, token, "gmail_list_labels", {})).text();
  expect(await call(gateway.url)).toContain("INBOX");
  const lines: string[] = [];
  await gateway.app.database.system.dump(async (line) => void lines.push(line));
  const { cookie, session } = gateway.owner;
  const secrets = [...gateway.google.secrets(), token, session.csrf, cookie.slice("valetkey=".length)];
  for (const secret of secrets) expect(lines.join("\n"), "a secret lies open in it").not.toContain(secret);
  const { file, identity } = await hostileBackup({}, lines);
  const sealed = readFileSync(file).toString("latin1");
  for (const word of ["ada@acme.test", FORMAT, gateway.workspaceId]) expect(sealed).not.toContain(word);

  const database = postgresUrl ? await makePostgres() : undefined;
  const env = {
    ...(database ? { DATABASE_URL: database.url } : { DATA_DIR: join(home, "elsewhere") }),
    VAULT_KEYS: `k9:${randomBytes(32).toString("base64")}`,
  };
  const restored = await cli(["restore", file, "--identity", identity], undefined, env);
  expect(restored.code).toBe(0);
  expect(restored.err).toContain("put back the keys");
  const shared = { google: gateway.google, ...(database && { databaseUrl: database.url }) };
  const other = await startGateway({ shared, env, app: { inMemory: false, snapshot: undefined } });
  try {
    gateway.google.clearRequests();
    expect(await call(other.url)).not.toContain("INBOX");
    expect(gateway.google.requests()).toEqual([]);
    const old = await fetch(`${other.url}/api/session`, { headers: { cookie } });
    expect(old.status, "nobody is signed in by a backup").toBe(401);
  } finally {
    await other.app.close();
    await database?.drop();
  }
});
