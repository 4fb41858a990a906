import { existsSync } from "node:fs";
import { join } from "node:path";
import { lookAtDatabase } from "../../../gateway/db/index.ts";
import { sumOf } from "../../../gateway/operator-keys.ts";
import { type Configuration, gatewaySocket, placeOf } from "../operator/configuration.ts";
import { openKeysDoor } from "../operator/keys-door.ts";
import { count } from "../text.ts";
import { type Finding, fail, ok, reasonOf, warn } from "./finding.ts";

const OLDEST_POSTGRES = 15;
const SLOW_CLOCK_MS = 2_000;
const WRONG_CLOCK_MS = 30_000;

export interface DataFindings {
  findings: Finding[];
  /** The gateway runs and holds the embedded database. */
  running: boolean;
  /** Something can be asked for its keys. */
  usable: boolean;
}

export async function checkDatabase({ config }: Configuration): Promise<DataFindings> {
  const { databaseUrl: url, dataDir } = config;
  const there = (findings: Finding[], usable: boolean, running = false) => ({ findings, usable, running });
  try {
    if (await gatewaySocket(config))
      return there(
        [ok("database", `The gateway runs and holds the embedded database in ${dataDir}.`)],
        true,
        true,
      );
    if (!url && !existsSync(join(dataDir, "pgdata")))
      return there(
        [warn("database", `There is no database in ${dataDir} yet.`, "npm start makes it.")],
        false,
      );
    const asked = Date.now();
    const found = await lookAtDatabase({ url, dataDir });
    const skew = found.now.getTime() - (asked + Date.now()) / 2;
    const findings = [
      ok("database", `${placeOf(config)} answers: PostgreSQL ${found.version}.`),
      ...migrations(found),
    ];
    if (url) findings.push(...version(found.version), clock("database_clock", "the database's", skew));
    return there(
      findings,
      found.pending.length === 0 && found.failed.length === 0 && found.changed.length === 0,
    );
  } catch (error) {
    return there([unreachable(config, error)], false);
  }
}

function unreachable(config: Configuration["config"], error: unknown): Finding {
  if (!config.databaseUrl)
    return fail(
      "database",
      `The database in ${config.dataDir} cannot be opened: ${heldBy(error)}.`,
      "Stop whatever holds it, or run this as the gateway's own account.",
    );
  return fail(
    "database",
    `${placeOf(config)} does not answer (${reasonOf(error)}).`,
    "Check DATABASE_URL: host, port, name, user, password, and whether the server lets this machine in.",
  );
}

/** Our own lock's words name the process; others' are left out. */
const heldBy = (error: unknown): string =>
  /is in use by process \d+ on [\w.-]+/.exec((error as Error).message)?.[0] ?? reasonOf(error);

function version(text: string): Finding[] {
  const major = Number.parseInt(text, 10);
  if (major >= OLDEST_POSTGRES) return [];
  return [fail("database_version", `PostgreSQL ${text} is too old.`, `Use ${OLDEST_POSTGRES} or later.`)];
}

function migrations({
  pending,
  ahead,
  changed,
  failed,
}: Awaited<ReturnType<typeof lookAtDatabase>>): Finding[] {
  const found: Finding[] = [];
  if (failed.length > 0)
    found.push(
      fail(
        "migrations",
        `Migrations have failed: ${failed.join(", ")}.`,
        "npx prisma migrate resolve, after looking at what they left.",
      ),
    );
  if (changed.length > 0)
    found.push(
      fail(
        "migrations",
        `Migrations were changed after they were applied: ${changed.join(", ")}.`,
        "Install an unchanged version: no gateway starts like this.",
      ),
    );
  if (pending.length > 0)
    found.push(
      warn(
        "migrations",
        `${count(pending.length, "migration")} of this version is not applied yet.`,
        "The next start applies it. Take a backup first, with the version that runs now.",
      ),
    );
  if (ahead.length > 0)
    found.push(
      warn(
        "migrations",
        `The database is ahead of this version by ${count(ahead.length, "migration")}.`,
        "Expected while a newer version rolls out; otherwise install that version here.",
      ),
    );
  return found.length > 0 ? found : [ok("migrations", "Every migration of this version is applied.")];
}

/** Codes, tokens and leases end by the clock. */
export function clock(check: string, whose: string, skewMs: number): Finding {
  const seconds = (Math.abs(skewMs) / 1000).toFixed(1);
  const message = `This machine's clock is ${seconds} s ${skewMs > 0 ? "behind" : "ahead of"} ${whose}.`;
  const next = "Let both follow a time server (NTP): expiry times are compared across them.";
  if (Math.abs(skewMs) > WRONG_CLOCK_MS) return fail(check, message, next);
  if (Math.abs(skewMs) > SLOW_CLOCK_MS) return warn(check, message, next);
  return ok(check, `This machine's clock agrees with ${whose}.`);
}

/** Whether the keys are there, and open what they sealed. */
export async function checkKeys(configured: Configuration): Promise<Finding[]> {
  try {
    const door = await openKeysDoor(configured);
    try {
      const { keys } = await door.status();
      const missing = keys.filter(({ here }) => !here);
      const { opened, unreadable } = await door.try();
      const rows = keys.reduce((sum, { rows: of }) => sum + sumOf(of), 0);
      return [
        ...missing.map(({ id, rows: of }) =>
          fail(
            "keys",
            `The key ${id} is missing, and ${count(sumOf(of), "row")} cannot be opened without it.`,
            "Put it back: docs/keys.md says where keys are.",
          ),
        ),
        ...(unreadable.length > 0
          ? [
              fail(
                "keys",
                `Rows do not open with their key: ${unreadable.slice(0, 5).join(", ")}.`,
                "It is another key under the same name, or the rows were moved: restore both from one time.",
              ),
            ]
          : []),
        ...(missing.length + unreadable.length === 0
          ? [
              ok(
                "keys",
                rows === 0
                  ? "The vault's keys are there; nothing is sealed yet."
                  : `The vault's keys open what they sealed (${count(opened, "row")} tried).`,
              ),
            ]
          : []),
      ];
    } finally {
      await door.close();
    }
  } catch (error) {
    return [
      fail(
        "keys",
        (error as Error).message.split("\n")[0] ?? reasonOf(error),
        "docs/keys.md says where keys are.",
      ),
    ];
  }
}
