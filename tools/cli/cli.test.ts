import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { askedFor, askingGateway, callOnce, mail } from "../../test/support/asking.ts";
import { startGateway, type TestGateway } from "../../test/support/gateway.ts";
import { until } from "../../test/support/look.ts";
import type { Person } from "../../test/support/person.ts";
import { program, startProgram } from "../../test/support/program.ts";
import { run } from "./run.ts";

/** The program as people use it: signed in through a browser, against a whole gateway. */

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });
const home = mkdtempSync(join(tmpdir(), "valetkey-cli-"));
const credentials = join(home, "valetkey", "profiles.json");
let gateway: TestGateway;
let scene: Awaited<ReturnType<typeof askingGateway>>;

const env = () => ({ XDG_CONFIG_HOME: home, HOME: home });
/** In this process; `input`: what is typed at a terminal. */
async function cli(...argv: string[]) {
  const said = { out: "", err: "" };
  const io = {
    out(text: string | Uint8Array) {
      said.out += typeof text === "string" ? text : Buffer.from(text).toString();
    },
    err(text: string) {
      said.err += text;
    },
    env: env(),
  };
  return { code: await run(argv, io), ...said };
}
// biome-ignore lint/suspicious/noExplicitAny: documents of many shapes
const told = async (...argv: string[]): Promise<any> => JSON.parse((await cli(...argv, "--json")).out);

/** `login` in a process of its own, confirmed by a person at a browser. */
async function login(who: Person, decision: "allow" | "deny", ...argv: string[]) {
  const running = startProgram(env(), ["login", "--url", gateway.url, ...argv]);
  const code = await until(() => /Code: (\S+)/.exec(running.err)?.[1], Boolean, 60_000);
  const answer = await who.call("POST", "/api/cli/sign-in/decision", { user_code: code, decision });
  expect(answer.status).toBe(200);
  return { running, done: await running.ended };
}

beforeAll(async () => {
  gateway = await startGateway();
  scene = await askingGateway(gateway);
});
afterAll(async () => {
  await gateway?.close();
  rmSync(home, { recursive: true, force: true });
});

describe("signing in", () => {
  test("nobody is signed in at first, and every command says how to be", async () => {
    for (const command of [
      "whoami",
      "connectors list",
      "agents list",
      "tokens list",
      "approvals list",
      "audit list",
    ])
      expect(await cli(...command.split(" "))).toEqual({
        code: 3,
        out: "",
        err: "Nobody is signed in.\nvaletkey login --url https://your.gateway\n",
      });
    expect(await cli("login", "--url", "http://valetkey.example")).toMatchObject({ code: 2 });
    expect(await cli("login", "--url", "ftp://x")).toMatchObject({ code: 2 });
    expect(await cli("login")).toMatchObject({ code: 2, err: expect.stringContaining("--url") });
  });

  test("login shows a link and a code, waits, and keeps the session for this person alone", async () => {
    const { running, done } = await login(gateway.owner, "allow");
    expect(done).toMatchObject({
      code: 0,
      out: expect.stringContaining("as owner@acme.test, owner of Acme, until "),
    });
    expect(done.err).toMatch(new RegExp(`${gateway.url}/cli/[A-Z]{4}-[A-Z]{4}\n`));
    const { mode } = statSync(credentials);
    expect([mode & 0o777, statSync(join(home, "valetkey")).mode & 0o777]).toEqual([0o600, 0o700]);
    const { token } = Object.values<{ token: string }>(
      JSON.parse(readFileSync(credentials, "utf8")).profiles,
    )[0]!;
    const said = `${done.out}${done.err}${running.err}${(await cli("whoami")).out}${(await cli("whoami", "--all", "--json")).out}`;
    expect(said).not.toContain(token.slice(4, 20));
    expect(await told("whoami")).toMatchObject({
      url: gateway.url,
      user: { email: "owner@acme.test" },
      workspace: { slug: "acme" },
      role: "owner",
    });
  });

  test("a denied one is refused, keeps nothing, and leaves the one before", async () => {
    const { done } = await login(gateway.owner, "deny", "--profile", "second");
    expect(done).toMatchObject({
      code: 4,
      out: "",
      err: expect.stringContaining("refused it in the browser"),
    });
    expect((await told("whoami", "--all")).profiles).toHaveLength(1);
  });

  test("several at once; logout ends the session at the gateway too", async () => {
    const ben = await gateway.member("ben@acme.test");
    await login(ben, "allow", "--profile", "ben");
    const { profiles } = JSON.parse(readFileSync(credentials, "utf8"));
    expect(await told("whoami")).toMatchObject({ profile: "ben", role: "member" });
    expect(await cli("tokens", "list")).toMatchObject({
      code: 4,
      out: "",
      err: expect.stringContaining("(forbidden)"),
    });
    expect(await cli("logout", "--profile", "ben")).toMatchObject({ code: 0, out: "Signed out of ben.\n" });
    const bearer = { authorization: `Bearer ${profiles.ben.token}` };
    expect((await fetch(`${gateway.url}/api/session`, { headers: bearer })).status).toBe(401);
    const first = Object.keys(profiles).find((name) => name !== "ben") as string;
    expect(await cli("whoami")).toMatchObject({
      code: 3,
      err: expect.stringContaining("Nobody is signed in"),
    });
    writeFileSync(
      credentials,
      JSON.stringify({ ...JSON.parse(readFileSync(credentials, "utf8")), current: first }),
    );
    expect(await cli("whoami", "--profile", "nobody")).toMatchObject({
      code: 3,
      err: expect.stringContaining(first),
    });
    expect((await cli("whoami")).code).toBe(0);
  });
});

describe("signed in", () => {
  test("connectors: listed, tested, revoked after a look at who and what stops", async () => {
    const { slug, id } = scene.connector;
    expect(await told("connectors", "list")).toMatchObject({
      connectors: [{ slug, account: "ada@acme.test" }],
      total: 1,
    });
    expect((await cli("connectors", "list")).out).toMatch(
      new RegExp(`^slug\tprovider\t.*\n${slug}\tgoogle \\(sandbox\\)\tada@acme.test\tshared\tvalid\t`),
    );
    expect((await told("connectors", "list", "--search", "zzz")).connectors).toEqual([]);
    expect(await cli("connectors", "list", "--status", "green")).toMatchObject({
      code: 2,
      err: expect.stringContaining("disconnected"),
    });
    expect(await told("connectors", "get", slug)).toMatchObject({ connector: { id } });
    expect((await cli("connectors", "get", id)).out).toContain("gmail_list_labels, gmail_send_message");
    expect(await cli("connectors", "test", slug)).toMatchObject({
      code: 0,
      out: expect.stringContaining("VALID"),
    });
    expect(await cli("connectors", "get", "nobodys")).toMatchObject({
      code: 5,
      err: expect.stringContaining("valetkey connectors list"),
    });

    const radius = await told("connectors", "revoke", slug, "--dry-run");
    expect(radius.preview).toMatchObject({ agents: [{ name: "Writer" }], tokens: 1 });
    const unsure = await cli("connectors", "revoke", slug);
    expect(unsure).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringMatching(/Agents +Writer(.|\n)*Add --yes/),
    });
    expect((await told("connectors", "get", slug)).connector.connected).toBe(true);
  });

  test("connectors beyond the first page are listed and found", async () => {
    const query = (sql: string) => gateway.app.database.system.query(sql);
    await query(`INSERT INTO connectors (workspace_id, id, slug, name, provider, kind, account_id, account_label, created_by)
      SELECT '${gateway.workspaceId}', 'con_many' || n, 'many_' || n, 'Many ' || n, 'google', 'shared', 'a' || n,
        'many' || n || '@seed.test', '${gateway.owner.session.user.id}' FROM generate_series(1, 450) AS n`);
    const listed = await told("connectors", "list", "--search", "many_");
    expect(new Set(listed.connectors.map(({ slug }: { slug: string }) => slug)).size).toBe(450);
    expect((await told("connectors", "list", "--limit", "210")).connectors).toHaveLength(210);
    // The newest come first; each of these has all others in its name's search.
    const [first, last] = [listed.connectors[0].slug, listed.connectors[449].slug];
    await query(`UPDATE connectors SET name = 'Like ${first} and ${last}' WHERE id LIKE 'con_many%'`);
    for (const slug of [first, last])
      expect(await told("connectors", "get", slug)).toMatchObject({ connector: { slug } });
    await query("DELETE FROM connectors WHERE id LIKE 'con_many%'");
  });

  test("status gives the whole picture by provider", async () => {
    expect(await told("status")).toMatchObject({
      state: "valid",
      totals: { connectors: 1, connected: 1, valid: 1 },
    });
    const { code, out } = await cli("status");
    expect(code).toBe(0);
    expect(out).toMatch(/^acme at \S+: valid\. 1 of 1 connector connected, at 1 of \d+ providers?\.\n/);
    expect(out).toMatch(/\ngoogle \(sandbox\)\tproductivity\t1 of 1\t1\t0\t0\t0\tvalid\t\n$/);
  });

  test("agents and what they still need; a token is printed once, alone on stdout", async () => {
    const { agents } = await told("agents", "list");
    expect(agents).toMatchObject([{ slug: "writer" }]);
    expect((await cli("agents", "get", "writer")).out).toContain("writer");
    expect(await cli("agents", "check", "writer")).toMatchObject({
      code: expect.any(Number),
      out: expect.stringMatching(/Writer {2}(NOT )?READY/),
    });
    const made = await cli(
      "tokens",
      "create",
      "--name",
      "From a script",
      "--agent",
      "writer",
      "--server",
      "gmail",
      "--days",
      "7",
    );
    expect(made).toMatchObject({ code: 0, err: expect.stringContaining("It is shown this once") });
    expect(made.out).toMatch(/^vk_\S+\n$/);
    expect(JSON.stringify(await callOnce(gateway, made.out.trim(), {}, "gmail_list_labels"))).toContain(
      "INBOX",
    );
    const { tokens } = await told("tokens", "list");
    const mine = tokens.find(({ name }: { name: string }) => name === "From a script");
    expect(mine).toMatchObject({ servers: ["gmail"], subject: { name: "Writer" } });
    expect(await cli("tokens", "revoke", mine.id, "--yes")).toMatchObject({
      code: 0,
      out: `${mine.id} is revoked.\n`,
    });
    expect((await told("tokens", "list")).tokens.map(({ id }: { id: string }) => id)).not.toContain(mine.id);
    for (const wrong of [
      ["--days", "0"],
      ["--days", "x"],
      ["--days", "3", "--never"],
    ])
      expect((await cli("tokens", "create", "--name", "x", "--me", ...wrong)).code).toBe(2);
    expect((await cli("tokens", "create", "--name", "x")).err).toContain("--agent <agent>, or --me");
  });

  test("approvals: listed with what is asked, denied here, approved in a browser alone", async () => {
    const id = askedFor(await callOnce(gateway, scene.token.value, mail("One")));
    expect((await cli("approvals", "list")).out).toContain(id);
    expect((await cli("approvals", "get", id)).out).toContain("ben@acme.test");
    expect((await cli("approvals", "deny", id, "--yes", "--note", "Not today")).code).toBe(0);
    expect(await told("approvals", "get", id)).toMatchObject({
      approval: { state: "denied", note: "Not today" },
    });

    const second = askedFor(await callOnce(gateway, scene.token.value, mail("Two")));
    const waiting = startProgram(env(), ["approvals", "approve", second]);
    await until(() => waiting.err.includes(`${gateway.url}/approvals/${second}\n`), Boolean, 60_000);
    await gateway.owner.api("POST", `/approvals/${second}/decision`, { decision: "approve" });
    expect(await waiting.ended).toMatchObject({ code: 0, out: `${second} is approved.\n` });
    expect(await cli("approvals", "list", "--state", "odd")).toMatchObject({ code: 2 });
  });

  test("the audit log: listed, followed, verified, exported and checked again", async () => {
    const events = (await cli("audit", "list", "--json", "--limit", "3")).out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ seq }) => seq)).toEqual([events[0].seq, events[0].seq - 1, events[0].seq - 2]);
    expect((await cli("audit", "list", "--type", "token.revoked")).out).toContain("token.revoked");
    expect(await cli("audit", "list", "--from", "yesterday")).toMatchObject({ code: 2 });
    expect(await cli("audit", "verify")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Intact: \d+ events, 1 to \d+\.\nHead [0-9a-f]{64}\n$/),
    });
    const file = join(home, "audit.jsonl");
    expect(await cli("audit", "export", "--out", file)).toMatchObject({ code: 0, out: "" });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await cli("audit", "verify", "--file", file)).code).toBe(0);
    expect((await cli("audit", "export", "--format", "csv")).out).toMatch(/^"seq","at",/);

    const tail = startProgram(env(), ["audit", "tail", "--json", "--lines", "1"]);
    await until(() => tail.out.includes("\n"), Boolean, 60_000);
    await gateway.owner.newAgent("Seen");
    await until(() => tail.out.includes("agent.created"), Boolean, 60_000);
    tail.kill("SIGTERM");
    expect(await tail.ended).toMatchObject({ code: 0, err: "" });
    const [first, second] = tail.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).seq);
    expect(second).toBeGreaterThan(first);
  });

  test("revoked for good, it says so", async () => {
    const { slug } = scene.connector;
    const done = await cli("connectors", "revoke", slug, "--yes");
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining(`${slug} is revoked`) });
    expect(await cli("connectors", "test", slug)).toMatchObject({ code: 1 });
    expect((await cli("connectors", "list", "--status", "disconnected")).out).toContain(slug);
  });
});

describe("a hostile world", () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
  });

  /** A gateway that answers everything like this, and a home where somebody is signed in to it. */
  async function rubbish(
    answer: (path: string) => {
      status?: number;
      headers?: Record<string, string>;
      body: string | Buffer;
      endless?: boolean;
    },
  ) {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(String(request.headers.authorization));
      const { status = 200, headers = {}, body, endless } = answer(request.url ?? "");
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.write(body);
      if (!endless) return void response.end();
      const more = () => {
        while (response.write(Buffer.alloc(1_000_000, 32)));
      };
      response.on("drain", more);
      more();
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const own = mkdtempSync(join(home, "rubbish-"));
    mkdirSync(join(own, "valetkey"));
    const profile = {
      url,
      workspace: { id: "wsp_x", slug: "x" },
      email: "x@y.test",
      expires_at: "2030-01-01T00:00:00Z",
      token: "vp_canary",
    };
    writeFileSync(
      join(own, "valetkey", "profiles.json"),
      JSON.stringify({ version: 1, current: "x", profiles: { x: profile } }),
      { mode: 0o600 },
    );
    return { asked, url, env: { XDG_CONFIG_HOME: own, HOME: own } };
  }
  const ask = async (at: { env: Record<string, string> }, ...argv: string[]) => {
    const said = { out: "", err: "" };
    const io = {
      out(text: string | Uint8Array) {
        said.out += text;
      },
      err(text: string) {
        said.err += text;
      },
      env: at.env,
    };
    return { code: await run(argv, io), ...said };
  };

  test("answers that are no answers end in one clear line, and never in a session sent elsewhere", async () => {
    const elsewhere = await rubbish(() => ({ body: "{}" }));
    const moves = "\u001b[2J\u202eevil";
    const problem = {
      type: "x",
      title: moves,
      status: 409,
      code: "conflict",
      next: moves,
      request_id: "r",
    };
    const cases: [Parameters<typeof rubbish>[0], number, RegExp][] = [
      [() => ({ body: "<html>hello" }), 6, /does not answer as a gateway/],
      [() => ({ body: '{"connectors":[{"id":7}]}' }), 6, /does not answer as a gateway/],
      [() => ({ body: '"', endless: true }), 6, /does not answer/],
      [() => ({ status: 302, headers: { location: `${elsewhere.url}/` }, body: "" }), 6, /does not answer/],
      [() => ({ status: 500, body: "boom" }), 6, /does not answer as a gateway of this version \(HTTP 500\)/],
      [
        () => ({
          status: 409,
          headers: { "content-type": "application/problem+json" },
          body: JSON.stringify(problem),
        }),
        1,
        /evil \(conflict\)/,
      ],
      [
        () => ({
          status: 401,
          body: JSON.stringify({ ...problem, status: 401, title: "Ended", code: "not_signed_in" }),
        }),
        3,
        /valetkey login/,
      ],
    ];
    for (const [answer, code, why] of cases) {
      const at = await rubbish(answer);
      const said = await ask(at, "connectors", "list");
      expect(said).toMatchObject({ code, out: "", err: expect.stringMatching(why) });
      for (const never of ["\u001b", "\u202e", "vp_canary"]) expect(said.err).not.toContain(never);
    }
    expect(elsewhere.asked).toEqual([]);
    const gone = await rubbish(() => ({ body: "" }));
    await new Promise((resolve) => servers.at(-1)?.close(resolve));
    expect(await ask(gone, "whoami")).toMatchObject({
      code: 6,
      err: expect.stringContaining("does not answer."),
    });
    expect(await ask(gone, "whoami", "--json")).toMatchObject({
      code: 6,
      err: expect.stringMatching(/^\{"error":\{"code":"gateway_unreachable"/),
    });
  });

  test("a gateway that passes on another one's link is not waited for", async () => {
    const real = `${gateway.url}/cli`;
    const started = {
      device_code: "vd_".padEnd(30, "x"),
      user_code: "WDJB-MJHT",
      verification_uri: real,
      verification_uri_complete: `${real}/WDJB-MJHT`,
      expires_in: 600,
      interval: 1,
    };
    const at = await rubbish(() => ({ body: JSON.stringify(started) }));
    const said = await ask(at, "login", "--url", at.url);
    expect(said).toMatchObject({ code: 4, out: "", err: expect.stringContaining("sends people to") });
    expect(at.asked).toHaveLength(1);
  });

  test("a credential file that others may read, a link in its place, or anything else there is refused", async () => {
    const at = await rubbish(() => ({ body: "{}" }));
    const file = join(at.env.HOME, "valetkey", "profiles.json");
    chmodSync(file, 0o644);
    expect(await ask(at, "whoami")).toMatchObject({
      code: 1,
      err: expect.stringContaining("may be read by others"),
    });
    const target = join(at.env.HOME, "elsewhere.json");
    writeFileSync(target, readFileSync(file), { mode: 0o600 });
    rmSync(file);
    symlinkSync(target, file);
    expect(await ask(at, "whoami")).toMatchObject({
      code: 1,
      err: expect.stringContaining("is a symbolic link"),
    });
    expect(await ask(at, "login", "--url", at.url)).toMatchObject({
      code: 1,
      err: expect.stringContaining("is a symbolic link"),
    });
    rmSync(file);
    writeFileSync(file, "[]", { mode: 0o600 });
    expect(await ask(at, "whoami")).toMatchObject({
      code: 1,
      err: expect.stringContaining("is not what valetkey wrote"),
    });
    expect(at.asked).toEqual([]);
  });
});

describe("the program itself", () => {
  test("help, version, suggestions, completion and Ctrl-C", async () => {
    const help = await program(env(), "--help");
    expect(help).toMatchObject({ code: 0, err: "" });
    for (const name of "login logout whoami status connectors agents tokens approvals audit keys doctor backup restore workspaces completion".split(
      " ",
    ))
      expect(help.out).toMatch(new RegExp(`^ {2}${name}\\b`, "m"));
    expect(await program(env(), "--version")).toMatchObject({ code: 0, out: "0.1.0\n" });
    expect(await cli("conectors")).toMatchObject({
      code: 2,
      err: expect.stringContaining("Did you mean connectors?"),
    });
    expect(await cli()).toMatchObject({ code: 2, out: "" });
    for (const shell of ["bash", "zsh", "fish"])
      expect(await program(env(), "completion", shell)).toMatchObject({
        code: 0,
        out: expect.stringContaining("valetkey complete --"),
      });
    const completed = await program(env(), "complete", "--", "connectors", "re");
    expect(completed).toMatchObject({ code: 0, out: expect.stringMatching(/^revoke\t/) });
    const waiting = startProgram(env(), ["login", "--url", gateway.url]);
    await until(() => waiting.err.includes("Waiting"), Boolean, 60_000);
    waiting.kill("SIGTERM");
    expect(await waiting.ended).toMatchObject({
      code: 130,
      out: "",
      err: expect.stringMatching(/Stopped\.\n$/),
    });
  });
});
