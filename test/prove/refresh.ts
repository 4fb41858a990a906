import { postgresBin, startPostgres } from "../support/postgres-server.ts";
import { defineProof } from "./proof.ts";
import { allResults, flags, type RefreshOptions, since, unharmed } from "./refresh-checks.ts";
import { answerLost, killedAfterCommit, killedBeforeProvider } from "./refresh-rounds.ts";
import { keepCalling, LONG_SECONDS, type RefreshStage, setRefreshStage, tally } from "./refresh-stage.ts";
import { Broken, must, say, spread99, wait, withCleanup } from "./report.ts";

/**
 * Refresh never races: against a provider whose refresh tokens work once, and which ends the whole sign-in when one
 * comes twice, so that a single race would end every call.
 */
export const refresh = defineProof({
  help: "10,000 concurrent calls over 3 replicas: one refresh per expiry, also when a replica is killed in it",
  flags,
  async run(options) {
    if (!postgresBin()) {
      if (process.env.CI === "true") throw new Broken("PostgreSQL is not installed, and CI=true asks for it");
      throw new Broken("several replicas need PostgreSQL (apt-get install postgresql)");
    }
    await withCleanup(async (after) => {
      const server = await startPostgres();
      after(() => server.stop());
      const { replicas } = options;
      say(`PostgreSQL, ${replicas} replicas, one connector; oidc-provider with single-use refresh tokens`);
      const stage = await setRefreshStage(server.url, replicas);
      after(() => stage.close());
      await waves(stage, options);
      await expiries(stage, options);
      for (let n = 0; n < options.kills; n++) await killedBeforeProvider(stage, options, n);
      for (let n = 0; n < options.kills; n++) await killedAfterCommit(stage, options, n);
      await answerLost(stage, options);
    });
  },
});

/** The access token ends at the provider; then all calls at once, none of which knows yet. */
async function waves(stage: RefreshStage, { calls, waves: count }: RefreshOptions): Promise<void> {
  say(`\n  ${count} times: the access token ends, then ${calls.toLocaleString("en")} calls at once`);
  await stage.connect(LONG_SECONDS);
  for (const replica of stage.replicas) allResults("a call works before", [await stage.callAt(replica)]);
  for (let wave = 0; wave < count; wave++) {
    stage.oidc.expireAllAccessTokens();
    const before = stage.oidc.counts();
    const started = performance.now();
    const got = await Promise.all(Array.from({ length: calls }, (_, n) => stage.call(n)));
    const counts = since(stage, before);
    const times = got.map(({ at }) => at - started);
    say(`  ${tally(got)}; refreshes: ${counts.refreshRequests}; answered after ${spread99(times, "calls")}`);
    allResults("every call ends with a result", got);
    unharmed(counts);
    must(`${counts.refreshRequests} refreshes for one expiry`, counts.refreshRequests === 1);
  }
}

/** Tokens end by the clock, one after another, while calls go on. */
async function expiries(
  stage: RefreshStage,
  { expiries: wanted, life, width }: RefreshOptions,
): Promise<void> {
  say(`\n  ${wanted} expiries of tokens that live ${life} s, ${width} calls under way all the time`);
  await stage.connect(life);
  const before = stage.oidc.counts();
  const first = stage.oidc.refreshedAt().length;
  const began = Date.now();
  const calling = keepCalling(stage, width);
  const until = performance.now() + (wanted + 5) * life * 2_000;
  while (stage.oidc.counts().refreshed - before.refreshed < wanted && performance.now() < until)
    await wait(50);
  const got = await calling.stop();
  const counts = since(stage, before);
  const seconds = (Date.now() - began) / 1000;
  const times = [began, ...stage.oidc.refreshedAt().slice(first)];
  const apart = times.slice(1).map((at, n) => at - (times[n] as number));
  say(`  ${tally(got)} in ${seconds.toFixed(0)} s; refreshes: ${counts.refreshRequests}`);
  say(
    `  from one refresh to the next: shortest ${Math.min(...apart.slice(1))} ms, longest ${Math.max(...apart)} ms`,
  );
  allResults("every call ends with a result", got);
  unharmed(counts);
  must(`${counts.refreshed} refreshes happened, ${wanted} were wanted`, counts.refreshed >= wanted);
  must(
    `${counts.refreshRequests} refreshes were asked for and ${counts.refreshed} carried out`,
    counts.refreshRequests === counts.refreshed,
  );
  // One refresh per expiry: none before the last tenth of a token's life, less the second that the provider rounds off.
  const soonest = life * 900 - 1_000;
  const early = apart.slice(1).filter((ms) => ms < soonest).length;
  must(`${early} refreshes came within ${soonest} ms after another`, early === 0);
  must("the access tokens did not outlive their life", Math.max(...apart) < life * 1_000 + 2_000);
}
