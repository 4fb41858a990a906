import type { GatewayProcess } from "../support/gateway-process.ts";
import { allResults, type RefreshOptions, since, unharmed } from "./refresh-checks.ts";
import { keepCalling, LONG_SECONDS, type RefreshStage, tally } from "./refresh-stage.ts";
import { must, say, wait } from "./report.ts";

const TIME_MS = 30_000;

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + TIME_MS;
  while (!(await holds())) {
    must(`${what} within ${TIME_MS / 1000} s`, performance.now() < end);
    await wait(2);
  }
}

/** Who refreshes now, as the credential's row says. */
async function holder(stage: RefreshStage): Promise<GatewayProcess> {
  const { leaseOwner } = await stage.credential();
  const found = stage.replicas.find(({ replicaId }) => leaseOwner?.startsWith(`${replicaId}:`));
  must(`a replica holds the lease (${leaseOwner})`, found !== undefined);
  return found as GatewayProcess;
}

/** Connections end with the killed process, and whoever called it must call elsewhere: no other call may fail. */
function sorted<G extends { kind: string; url: string }>(got: readonly G[], killed: GatewayProcess) {
  const isLost = ({ kind, url }: G) => kind === "closed" && url === killed.url;
  return { lost: got.filter(isLost), kept: got.filter((one) => !isLost(one)) };
}

/**
 * The replica that refreshes is killed while its request is on the wire; the provider never hears of it. The others
 * wait for the lease to run out, then one of them refreshes.
 */
export async function killedBeforeProvider(
  stage: RefreshStage,
  { width }: RefreshOptions,
  n: number,
): Promise<void> {
  if (n === 0)
    say("\n  A replica is killed while it refreshes: sent, and dropped before the provider knows of it");
  await stage.connect(LONG_SECONDS);
  for (const replica of stage.replicas) allResults("a call works before", [await stage.callAt(replica)]);
  const before = stage.oidc.counts();
  const caught = stage.oidc.catchRefresh("before");
  stage.oidc.expireAllAccessTokens();
  const calling = keepCalling(stage, width);
  await caught.reached;
  const victim = await holder(stage);
  await stage.kill(victim);
  const killed = performance.now();
  caught.cut();
  await until("another replica refreshes", () => since(stage, before).refreshed === 1);
  const tookMs = performance.now() - killed;
  await wait(500);
  const got = await calling.stop();
  const counts = since(stage, before);
  const { lost, kept } = sorted(got, victim);
  say(
    `  ${tally(kept)}; ${lost.length} connections ended with the killed process; refreshed by another after ` +
      `${(tookMs / 1000).toFixed(1)} s (the lease: 12 s); requests: ${counts.refreshRequests}, one of them dropped`,
  );
  allResults("every call at a replica that lives ends with a result", kept);
  unharmed(counts);
  must(`${counts.refreshRequests} refreshes were sent, not 2`, counts.refreshRequests === 2);
  must(`${counts.refreshed} refreshes were carried out, not 1`, counts.refreshed === 1);
  must("the verdict is valid", (await stage.verdict()).state === "valid");
  await stage.replace(victim);
}

/** The replica that refreshes is killed as soon as the new token is in the database. */
export async function killedAfterCommit(
  stage: RefreshStage,
  { width }: RefreshOptions,
  n: number,
): Promise<void> {
  if (n === 0) say("\n  A replica is killed right after it has committed the new token");
  await stage.connect(LONG_SECONDS);
  for (const replica of stage.replicas) allResults("a call works before", [await stage.callAt(replica)]);
  const before = stage.oidc.counts();
  const { version } = await stage.credential();
  const caught = stage.oidc.catchRefresh("after");
  stage.oidc.expireAllAccessTokens();
  const calling = keepCalling(stage, width);
  await caught.reached;
  const victim = await holder(stage);
  const watcher = stage.replicas.find((one) => one !== victim) as GatewayProcess;
  caught.pass();
  await until("the new token is committed", async () => {
    const [row] = await watcher.query(
      `SELECT max(c.version) AS version FROM credentials c JOIN grants g
       ON g.workspace_id = c.workspace_id AND g.id = c.grant_id WHERE g.ended_at IS NULL`,
    );
    return Number(row?.version) > version;
  });
  await stage.kill(victim);
  await wait(1_000);
  const got = await calling.stop();
  const counts = since(stage, before);
  const { lost, kept } = sorted(got, victim);
  say(
    `  ${tally(kept)}; ${lost.length} connections ended with the killed process; requests: ${counts.refreshRequests}`,
  );
  allResults("every call at a replica that lives ends with a result", kept);
  unharmed(counts);
  must(`${counts.refreshRequests} refreshes for one expiry`, counts.refreshRequests === 1);
  must("the verdict is valid", (await stage.verdict()).state === "valid");
  await stage.replace(victim);
}

/**
 * What nobody can prevent: the provider has spent the refresh token and its answer is lost. Then the token that would
 * go on is known to nobody; the old one is tried once more, as the request may as well have been lost.
 */
export async function answerLost(stage: RefreshStage, { width }: RefreshOptions): Promise<void> {
  say("\n  The provider carries a refresh out and its answer is lost (no replica is killed)");
  await stage.connect(LONG_SECONDS);
  for (const replica of stage.replicas) allResults("a call works before", [await stage.callAt(replica)]);
  const before = stage.oidc.counts();
  const caught = stage.oidc.catchRefresh("after");
  stage.oidc.expireAllAccessTokens();
  const calling = keepCalling(stage, width);
  await caught.reached;
  caught.cut();
  await until("the loss is on record", async () => (await stage.credential()).lost);
  await until("the connector is Invalid", async () => (await stage.verdict()).state === "invalid");
  const counts = since(stage, before);
  await wait(3_000);
  const got = await calling.stop();
  const later = since(stage, before);
  const { refused } = await stage.credential();
  const verdict = await stage.verdict();
  say(`  ${tally(got)}`);
  say(
    `  recorded as lost; tried once more with the old token, which the provider refused (invalid_grant: ` +
      `${counts.invalidGrant}); the connector is Invalid (${verdict.cause}) until somebody authorizes it again`,
  );
  say(`  refreshes sent: ${later.refreshRequests}, none of them in the 3 s of calls since`);
  must(`${later.refreshRequests} refreshes were sent, not 2`, later.refreshRequests === 2);
  must("none was sent after the refusal", later.refreshRequests === counts.refreshRequests);
  must(`the credential says why (${refused})`, refused !== null);
  must(`the verdict says why (${JSON.stringify(verdict)})`, verdict.cause === "refresh_lost");
  must(
    "no call got a result",
    got.every(({ kind }) => kind === "refused"),
  );
  await stage.connect(LONG_SECONDS);
  const healed = await Promise.all(stage.replicas.map((replica) => stage.callAt(replica)));
  allResults("after a new authorization calls work again", healed);
  say("  after a new authorization calls work again at every replica");
}
