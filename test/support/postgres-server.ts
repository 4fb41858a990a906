import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";

const DEBIAN = "/usr/lib/postgresql";

/** The newest PostgreSQL server's programs on this machine. */
export function postgresBin(): string | undefined {
  try {
    const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
    return versions[0] && join(DEBIAN, versions[0], "bin");
  } catch {
    return undefined;
  }
}

/**
 * A throw-away PostgreSQL on loopback; works as root (Debian refuses to run as root) and as an ordinary user. `keep`: a
 * directory in which its data outlives it, and is found again.
 */
export async function startPostgres(keep?: string): Promise<{ url: string; isNew: boolean; stop(): void }> {
  const bin = postgresBin();
  if (!bin) throw new Error("no PostgreSQL server on this machine");
  if (keep) mkdirSync(keep, { recursive: true });
  const root = keep ?? mkdtempSync(join(tmpdir(), "valetkey-pg-"));
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
    chownSync(root, id("-u"), id("-g"));
  }
  const run = (program: string, args: string[]) => {
    const [command, all] = asRoot
      ? ["runuser", ["-u", "postgres", "--", join(bin, program), ...args]]
      : [join(bin, program), args];
    const done = spawnSync(command as string, all as string[], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "ignore", "pipe"],
    });
    if (done.status !== 0) throw new Error(`${program}: ${done.stderr}`);
  };
  const port = await freePort();
  const data = join(root, "data");
  const isNew = !existsSync(data);
  if (isNew) run("initdb", ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
  run("pg_ctl", [
    "-D",
    data,
    "-w",
    "-t",
    "60",
    "-l",
    join(root, "log"),
    "-o",
    `-h 127.0.0.1 -p ${port} -k ${root} -c max_connections=200`,
    "start",
  ]);
  // The gateway's own account: it owns its databases and may make its three roles, no more.
  const admin = ["-q", "-h", "127.0.0.1", "-p", String(port), "-U", "postgres", "-d", "postgres"];
  const make = ["CREATE ROLE app_owner LOGIN CREATEDB CREATEROLE", "CREATE DATABASE app OWNER app_owner"];
  if (isNew) run("psql", [...admin, ...make.flatMap((sql) => ["-c", sql])]);
  return {
    url: `postgresql://app_owner@127.0.0.1:${port}/app`,
    isNew,
    stop() {
      run("pg_ctl", ["-D", data, "-m", keep ? "fast" : "immediate", "-w", "stop"]);
      if (!keep) rmSync(root, { recursive: true, force: true });
    },
  };
}
