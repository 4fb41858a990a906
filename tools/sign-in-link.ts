/**
 * Prints a one-time sign-in link for a member. On the record as `sign_in_link.created`.
 *
 *   npm run sign-in-link -- --email <address> [--workspace <slug or id>] [--data-dir <dir>]
 *
 * With DATABASE_URL it writes to the database. On the embedded database, which serves one process, it asks the running
 * gateway through the socket in its data directory, or opens the database itself when no gateway runs.
 *
 * Exit code: 0 the link is printed, 2 it could not be made.
 */
import { existsSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openAudit } from "../gateway/audit/index.ts";
import { type Config, ConfigError, loadConfig } from "../gateway/config.ts";
import { openDatabase } from "../gateway/db/index.ts";
import { openIdentity } from "../gateway/identity/index.ts";
import {
  createOperatorLink,
  type LinkAnswer,
  linkAnswer,
  OperatorError,
  socketOf,
} from "../gateway/operator.ts";

export interface Io {
  out(text: string): void;
  err(text: string): void;
  env: Readonly<Record<string, string | undefined>> | undefined;
}

const usage =
  "Usage: npm run sign-in-link -- --email <address> [--workspace <slug or id>] [--data-dir <dir>]";

interface Call {
  email: string;
  workspace: string | undefined;
  dataDir: string | undefined;
}

function parse(argv: string[]): Call {
  const string = { type: "string" } as const;
  const options = { email: string, workspace: string, "data-dir": string };
  try {
    const { values } = parseArgs({ args: argv, options });
    if (values.email === undefined) throw new Error("Say whose: --email is missing.");
    return { email: values.email, workspace: values.workspace, dataDir: values["data-dir"] };
  } catch (error) {
    throw new OperatorError(`${(error as Error).message}\n${usage}`);
  }
}

/** Returns the exit code; prints the link to `out`, problems to `err`. */
export async function run(argv: string[], io: Io): Promise<number> {
  try {
    const call = parse(argv);
    const { config } = loadConfig(io.env);
    const { url, workspace, expires_at } = await linkFor(call, config);
    const minutes = Math.round((Date.parse(expires_at) - Date.now()) / 60_000);
    io.err(`For ${call.email} in the workspace ${workspace}; it works once, within ${minutes} minutes:\n`);
    io.out(`${url}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof OperatorError || error instanceof ConfigError)) throw error;
    io.err(`${error.message}\n`);
    return 2;
  }
}

async function linkFor(call: Call, config: Config): Promise<LinkAnswer> {
  const dataDir = call.dataDir ?? config.dataDir;
  const url = call.dataDir === undefined ? config.databaseUrl : undefined;
  if (!url) {
    const answer = await askGateway(socketOf(dataDir), call);
    if (answer) return answer;
    // Opening an empty directory would make a database.
    if (!existsSync(join(dataDir, "pgdata"))) throw new OperatorError(`There is no database in ${dataDir}.`);
  }
  const database = await openDatabase({ url, dataDir }).catch((error: Error) => {
    if (url || !existsSync(join(dataDir, "gateway.lock"))) throw error;
    throw new OperatorError(`${error.message}\nIt does not answer on ${socketOf(dataDir)}.`);
  });
  const audit = openAudit({ db: database.db, clock: Date.now, log: console });
  try {
    const identity = openIdentity({ ...database, cookieKeys: [], clock: Date.now });
    return await createOperatorLink({ database, identity, audit, publicUrl: config.publicUrl }, call);
  } finally {
    await audit.close();
    await database.close();
  }
}

/** Undefined: no gateway listens there. */
function askGateway(socketPath: string, { email, workspace }: Call): Promise<LinkAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path: "/sign-in-link", method: "POST" }, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      if (response.statusCode === 200) return resolve(linkAnswer.parse(JSON.parse(text)));
      reject(new OperatorError((JSON.parse(text) as { error: string }).error));
    });
    asked.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ECONNREFUSED") resolve(undefined);
      else reject(new OperatorError(`The gateway's socket ${socketPath} cannot be used: ${error.code}.`));
    });
    asked.end(JSON.stringify({ email, workspace }));
  });
}

if (import.meta.main) {
  const { stdout, stderr } = process;
  process.exitCode = await run(process.argv.slice(2), {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    env: undefined,
  });
}
