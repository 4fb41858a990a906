import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { say, wait, withCleanup } from "../../prove/report.ts";
import { startSandboxGoogle } from "../../sandbox/google.ts";
import { freePort } from "../../support/free-port.ts";
import { type GatewayProcess, spawnGateway } from "../../support/gateway-process.ts";
import type { Person } from "../../support/person.ts";
import { startPostgres } from "../../support/postgres-server.ts";
import { growLog } from "./log.ts";
import { growPeople, type Query, type Sizes } from "./people.ts";

export interface Place {
  /** Without background work. */
  gateway: GatewayProcess;
  owner: Person;
  google: Awaited<ReturnType<typeof startSandboxGoogle>>;
}

/** Keys of a database that outlives its gateway must do so too. */
function keysIn(keep: string | undefined): string {
  const made = `k1:${randomBytes(32).toString("base64")}`;
  if (keep === undefined) return made;
  const file = join(keep, "keys");
  mkdirSync(keep, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, made, { mode: 0o600 });
  return readFileSync(file, "utf8");
}

const took = (began: number) => `${((performance.now() - began) / 1_000).toFixed(1)} s`;

/** Fills an empty workspace, and counts its log as the job does. */
async function grow(gateway: GatewayProcess, url: string, sizes: Sizes): Promise<void> {
  const query: Query = (sql) => gateway.query(sql);
  let began = performance.now();
  await growLog(url, gateway.workspaceId, sizes); // first: a log is in the order of time, and the owner comes today
  const owner = await gateway.person();
  await growPeople(query, gateway.workspaceId, owner.session.user.id, sizes);
  for (let n = 1; n <= 20; n++)
    await owner.api("POST", "/apps", {
      provider: "google",
      name: `App ${n}`,
      client_id: `client${n}`,
      client_secret: `secret-of-app-${n}`,
    });
  await query("ANALYZE");
  say(`${sizes.rows} audit rows and ${sizes.connectors} connectors were made in ${took(began)}`);
  began = performance.now();
  for (let behind = sizes.rows; behind > 0; ) behind = (await owner.api("GET", "/overview")).behind;
  say(`and counted in ${took(began)}, by the job and by somebody who looks`);
  const windows = async () =>
    (await query("SELECT DISTINCT days FROM call_windows WHERE kind = 'all'")).length;
  while ((await windows()) < 2) await wait(1_000); // the job comes each minute
  await query("VACUUM ANALYZE");
}

async function tellSizes(gateway: GatewayProcess): Promise<void> {
  const [sizes] = await gateway.query(`SELECT pg_size_pretty(pg_total_relation_size('audit_events')) AS log,
    pg_size_pretty(pg_total_relation_size('call_rollups')) AS numbers, (SELECT count(*) FROM call_rollups) AS rows,
    (SELECT count(*) FROM audit_terms) AS terms`);
  say(
    `the log takes ${sizes?.log}, the numbers ${sizes?.numbers} in ${sizes?.rows} rows, and names ${sizes?.terms} things\n`,
  );
}

/**
 * A gateway on a PostgreSQL with a workspace that has grown. `keep`: a directory to keep it in for the next time;
 * `webDir`: a built web app to serve.
 */
export function inGrownPlace(
  keep: string | undefined,
  sizes: Sizes,
  work: (place: Place) => Promise<void>,
  webDir?: string,
): Promise<void> {
  return withCleanup(async (after) => {
    const port = await freePort();
    const redirectUris = [`http://localhost:${port}/integrations/google/callback`];
    const google = await startSandboxGoogle({ redirectUris });
    after(() => google.close());
    const server = await startPostgres(keep);
    after(() => server.stop());
    const vaultKeys = keysIn(keep);
    const start = (jobs: boolean) =>
      spawnGateway({
        port,
        databaseUrl: server.url,
        vaultKeys,
        google,
        jobs,
        webDir,
        env: { API_REQUESTS_PER_MINUTE: "100000" },
      });
    const grown = keep && join(keep, "grown");
    if (!grown || !existsSync(grown)) {
      if (!server.isNew) throw new Error(`${keep} was left half grown: remove it`);
      const first = await start(true);
      await grow(first, server.url, sizes).finally(() => first.stop());
      if (grown) writeFileSync(grown, `${JSON.stringify(sizes)}\n`);
    }
    const gateway = await start(false);
    after(() => gateway.stop());
    await tellSizes(gateway);
    await work({ gateway, owner: await gateway.person(), google });
  });
}
