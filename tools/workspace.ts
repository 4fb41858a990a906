/**
 * Workspaces, for whoever runs the gateway.
 *
 *   npm run workspace -- list [--json]
 *   npm run workspace -- create --name <name> --owner <address> [--slug <slug>]     prints a sign-in link for the owner
 *   npm run workspace -- delete <slug or id> --confirm <slug>                       ends all its grants; its audit log stays
 *
 * Option: --data-dir <dir>. Reads the same configuration as the gateway. On the embedded database, which serves one
 * process, it asks the running gateway through the socket in its data directory, or opens the database itself when no
 * gateway runs. With DATABASE_URL it works at the database beside the gateways.
 *
 * Exit code: 0 done, 1 it could not be done, 2 the call was wrong.
 */
import { parseArgs } from "node:util";
import { ConfigError, loadConfig } from "../gateway/config.ts";
import { GatewayError } from "../gateway/errors.ts";
import { OperatorError } from "../gateway/operator-error.ts";
import type { OperatorWorkspaces } from "../gateway/operator-workspaces.ts";
import { openWorkspaceDoor } from "./workspace-door.ts";

export interface Io {
  out(text: string): void;
  err(text: string): void;
  env: Readonly<Record<string, string | undefined>> | undefined;
}

const usage = `Usage:
  npm run workspace -- list [--json]
  npm run workspace -- create --name <name> --owner <address> [--slug <slug>]
  npm run workspace -- delete <slug or id> --confirm <slug>
Option: --data-dir <dir>`;

function parse(argv: string[]) {
  const string = { type: "string" } as const;
  const options = {
    "data-dir": string,
    name: string,
    owner: string,
    slug: string,
    confirm: string,
    json: { type: "boolean", default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
    return { ...values, positionals };
  } catch (error) {
    throw new OperatorError(`${(error as Error).message}\n${usage}`);
  }
}
type Call = ReturnType<typeof parse>;
type Command = (door: OperatorWorkspaces, io: Io) => Promise<void>;

/** What is asked for, once it is whole. */
function commandOf(call: Call): Command {
  const [command, named, ...more] = call.positionals;
  if (command === "list" && named === undefined) return (door, io) => list(door, io, call.json);
  if (command === "create" && named === undefined) {
    const { name, owner, slug } = call;
    if (name === undefined || owner === undefined)
      throw new OperatorError(`Say its name and its owner: --name <name> --owner <address>.\n${usage}`);
    return (door, io) => create(door, io, { name, owner, ...(slug !== undefined && { slug }) });
  }
  if (command === "delete" && named !== undefined && more.length === 0)
    return (door, io) => remove(door, io, { workspace: named, confirm: call.confirm ?? "" });
  throw new OperatorError(usage);
}

/** Returns the exit code; prints results to `out`, what goes with them and problems to `err`. */
export async function run(argv: string[], io: Io): Promise<number> {
  try {
    const call = parse(argv);
    const command = commandOf(call);
    const loaded = loadConfig(io.env);
    const door = await openWorkspaceDoor(loaded, call["data-dir"]);
    try {
      await command(door, io);
    } finally {
      await door.close();
    }
    return 0;
  } catch (error) {
    if (error instanceof GatewayError) {
      io.err(`${error.message} (${error.code})\n`);
      return 1;
    }
    if (!(error instanceof OperatorError || error instanceof ConfigError)) throw error;
    io.err(`${error.message}\n`);
    return 2;
  }
}

async function list(door: OperatorWorkspaces, io: Io, json: boolean): Promise<void> {
  const found = await door.list();
  if (json) return io.out(`${JSON.stringify(found, null, 2)}\n`);
  for (const { slug, id, name, members, deleted_at } of found.workspaces) {
    const state = deleted_at === null ? `${members} members` : `deleted ${deleted_at}`;
    io.out(`${slug}  ${id}  ${state}  ${name}\n`);
  }
}

async function create(
  door: OperatorWorkspaces,
  io: Io,
  wanted: Parameters<OperatorWorkspaces["create"]>[0],
): Promise<void> {
  const { id, slug, url, expires_at } = await door.create(wanted);
  const minutes = Math.round((Date.parse(expires_at) - Date.now()) / 60_000);
  io.err(`Workspace ${slug} (${id}). For ${wanted.owner}; it works once, within ${minutes} minutes:\n`);
  io.out(`${url}\n`);
}

async function remove(
  door: OperatorWorkspaces,
  io: Io,
  which: Parameters<OperatorWorkspaces["delete"]>[0],
): Promise<void> {
  const { id, members, tokens, grants } = await door.delete(which);
  io.out(
    `Deleted ${which.confirm} (${id}): ${members} members are signed out, ${tokens} tokens and ${grants} grants have ended.\n`,
  );
  io.err(
    `The providers' receipts follow while a gateway runs. Its audit log stays: npm run audit -- export --workspace ${id}\n`,
  );
}

if (import.meta.main) {
  const { stdout, stderr } = process;
  process.exitCode = await run(process.argv.slice(2), {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    env: undefined,
  });
}
