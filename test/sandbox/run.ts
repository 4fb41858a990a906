// npm run sandbox: a gateway on the embedded database with emulated providers, seeded and ready to be clicked and called.
//   --port <n>         default PORT or 8787; Google, Slack and GitHub are on the three ports after it, or on free ones
//   --data-dir <dir>   default DATA_DIR or ./data/sandbox
//   --fresh            starts with an empty database
import { existsSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type App, createApp } from "../../gateway/app.ts";
import { loadConfig } from "../../gateway/config.ts";
import { lockDirectory } from "../../gateway/db/directory-lock.ts";
import { openOperator } from "../../gateway/operator.ts";
import { optionsOf } from "../support/command-line.ts";
import { closeEmulators, type Running, setupOf, startEmulators } from "../support/emulators.ts";
import { Person } from "../support/person.ts";

const OWNER = "owner@acme.test";
const MEMBER = { email: "ben@acme.test", name: "Ben Okafor", role: "member" };
const AGENT = "Mail helper";
const TOKEN = "Sandbox";
const SERVERS = ["gmail", "google_calendar", "google_drive", "slack", "github"];

/** Nothing is broken: one line says what to do. */
class Stop extends Error {}

function options() {
  const string = { type: "string" } as const;
  const fresh = { type: "boolean", default: false } as const;
  const values = optionsOf(import.meta.url, { port: string, "data-dir": string, fresh });
  const { env } = process;
  return {
    fresh: values.fresh,
    config: loadConfig({
      PORT: values.port ?? env.PORT,
      DATA_DIR: values["data-dir"] ?? env.DATA_DIR ?? "./data/sandbox",
      HOST: env.HOST,
      PUBLIC_URL: env.PUBLIC_URL,
      LOG_LEVEL: env.LOG_LEVEL ?? "warn",
      OWNER_EMAIL: OWNER,
      WORKSPACE_NAME: "Acme",
    }),
  };
}

function isFree(port: number, host: string): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** Removes what the sandbox made, and nothing else that may lie in the directory. */
function wipe(directory: string): void {
  if (!existsSync(directory)) return;
  const release = lockDirectory(directory);
  for (const name of ["pgdata", "vault.key", "operator.sock"])
    rmSync(join(directory, name), { recursive: true, force: true });
  release();
}

/**
 * Emulated providers forget every sign-in when they stop, so a grant of an earlier run is dead. It is ended here, on
 * the record, rather than left to look connected.
 */
async function endGrantsOfEarlierRuns(app: App, workspaceId: string): Promise<number> {
  const who = app.identity.people.systemPrincipal(workspaceId, "sandbox");
  const live = (await app.grants.list(who)).filter(({ grant }) => grant && !grant.endedAt);
  for (const { row } of live) await app.grants.end(who, row.id, "disconnected");
  return live.length;
}

/** Idempotent: a member and an agent that exist are used again; the agent's last token is replaced. */
async function seed(app: App, url: string) {
  const first = await app.identity.people.bootstrap({ workspaceName: "Acme", ownerEmail: OWNER });
  const ended = await endGrantsOfEarlierRuns(app, first.workspaceId);
  const { token } = await app.identity.sessions.createLink(first.workspaceId, first.ownerId);
  const owner = await new Person(url).signIn(token);
  await owner.tryApi("POST", "/members", MEMBER);
  const { agents } = await owner.api("GET", "/agents");
  const agent = agents.find((a: { name: string }) => a.name === AGENT)?.id ?? (await owner.newAgent(AGENT));
  const { tokens } = await owner.api("GET", "/tokens");
  for (const { id, name, subject, revoked_at } of tokens) {
    if (name === TOKEN && subject.id === agent && !revoked_at) await owner.api("DELETE", `/tokens/${id}`);
  }
  const { value } = await owner.newToken({ name: TOKEN, agent, servers: SERVERS });
  const { members } = await owner.api("GET", "/members");
  const link = async (email: string): Promise<string> => {
    const { id } = members.find((m: { email: string }) => m.email === email);
    return (await owner.api("POST", `/members/${id}/sign_in_link`)).url;
  };
  const seeded = { ended, token: value, owner: await link(OWNER), member: await link(MEMBER.email) };
  await owner.call("DELETE", "/api/session");
  return seeded;
}
type Seeded = Awaited<ReturnType<typeof seed>>;

function welcome(url: string, running: Running, dataDir: string, seeded: Seeded): string {
  const mcp = `${url}/mcp/gmail`;
  const header = `Authorization: Bearer ${seeded.token}`;
  const headers = { Authorization: `Bearer ${seeded.token}` };
  const mcpServers = Object.fromEntries(
    SERVERS.map((id) => [id, { type: "http", url: `${url}/mcp/${id}`, headers }]),
  );
  const call = { name: "gmail_search_threads", arguments: { query: "invoice" } };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: call });
  const ended = seeded.ended
    ? `\n  ${seeded.ended} connector(s) of the last run were disconnected: emulated providers start without sign-ins.\n`
    : "";
  const emulated = [running.google, running.slack, running.github]
    .flatMap((one) => (one ? [`    ${one.provider.title.padEnd(8)}${one.url}`] : []))
    .join("\n");
  const people = running.google.users.map(({ email }) => email).join(", ");
  return `
Valetkey sandbox: ${url}          (data in ${dataDir}; Ctrl-C stops it)
${ended}
  Sign in, each link once within 15 minutes; for more: DATA_DIR=${dataDir} npm run sign-in-link -- --email ${OWNER}
    owner   ${OWNER}   ${seeded.owner}
    member  ${MEMBER.email}     ${seeded.member}

  Emulated (sandbox), accounts ${people}
${emulated}

  The agent "${AGENT}" over MCP, at ${url}/mcp/${SERVERS.join(", /mcp/")}

  mcp.json
${JSON.stringify({ mcpServers }, null, 2).replace(/^/gm, "    ")}

  Claude Code, with the token, or without one: then it signs you in through the browser (OAuth)
    claude mcp add --transport http valetkey-gmail ${mcp} --header "${header}"
    claude mcp add --transport http valetkey ${url}/mcp

  All servers in one endpoint: ${url}/mcp (searched instead of listed above 40 tools, or with ?mode=search)

  MCP Inspector
    npx mcp-inspector --cli ${mcp} --transport http --header "${header}" --method tools/call --tool-name ${call.name} --tool-arg query=invoice

  curl
    curl -s ${mcp} -H "${header}" -H "Content-Type: application/json" -H "Accept: application/json, text/event-stream" -d '${body}'

  Try next
    1. Run the Inspector line: no account is connected yet, and the answer says where to connect one.
    2. Open the owner's link, go to Connectors, "Authorize connector", pick ada@acme.test; run the line again: her mail.
    3. Revoke the connector and run it once more: refused at once. Audit shows all of it.

`;
}

async function main(): Promise<void> {
  const { config, secrets } = options().config;
  const { fresh } = options();
  const { port, host, publicUrl, dataDir } = config;
  if (port !== 0 && !(await isFree(port, host)))
    throw new Stop(`Port ${port} is in use. Choose another one: npm run sandbox -- --port ${port + 10}`);
  if (fresh) wipe(dataDir);
  const emulatorPort = async (after: number) => {
    const wanted = port + after;
    return port !== 0 && (await isFree(wanted, "127.0.0.1")) ? wanted : 0;
  };
  const running = await startEmulators(publicUrl, {
    google: { port: await emulatorPort(1), now: Date.now() },
    slack: { port: await emulatorPort(2) },
    github: { port: await emulatorPort(3) },
  });
  const webDir = fileURLToPath(new URL("../../web/dist", import.meta.url));
  const app = await createApp({
    config,
    secrets,
    ...setupOf(publicUrl, running),
    webDir: existsSync(webDir) ? webDir : undefined,
  });
  const stop = async () => {
    await app.close();
    await closeEmulators(running);
  };
  await app.listen();
  const operator = await openOperator({ ...app, publicUrl, directory: dataDir });
  process.stdout.write(welcome(publicUrl, running, dataDir, await seed(app, `http://localhost:${port}`)));
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      process.stdout.write("\nStopping …\n");
      void operator
        .close()
        .then(stop)
        .then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException;
  // What nobody foresaw comes with its stack.
  const known = error instanceof Stop || code || /is in use by process|is not|must be/.test(message);
  process.stderr.write(`\nThe sandbox cannot start: ${known ? message : (error as Error).stack}\n`);
  process.exit(1);
});
