import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GatewayProcess } from "../support/gateway-process.ts";
import { postgresBin, startPostgres } from "../support/postgres-server.ts";
import { cutNotifications, freeze, ordinary, type Round, type RoundResult, runRound } from "./fence-round.ts";
import { defineProof } from "./proof.ts";
import { Broken, must, quantile, say, spread, spread99, withCleanup } from "./report.ts";
import { connectAgain, READ_TOOL, type Stage, setStage, type Where } from "./stage.ts";

const flags = {
  replicas: { help: "gateways on one PostgreSQL", full: 3, quick: 3 },
  calls: { help: "calls in flight at once, over all replicas", full: 1_000, quick: 1_000 },
  rounds: { help: "revocations with that many calls in flight", full: 20, quick: 4 },
  lightRounds: { help: "further revocations, for the spread of the time to fence", full: 100, quick: 10 },
  lightCalls: { help: "calls in flight in each of those", full: 30, quick: 30 },
  embeddedRounds: { help: "revocations on the embedded database, one process", full: 6, quick: 2 },
} as const;
type FenceOptions = { [K in keyof typeof flags]: number };

/** Promise 3: when `revoke` has answered, no result that depends on the grant reaches any agent from any replica. */
export const fence = defineProof({
  help: "no result of a call in flight reaches an agent after a revocation has answered",
  flags,
  async run(options) {
    await onEmbedded(options);
    if (postgresBin()) return onPostgres(options);
    if (process.env.CI === "true") throw new Broken("PostgreSQL is not installed, and CI=true asks for it");
    say("\nSKIPPED: PostgreSQL with several replicas (apt-get install postgresql)");
  },
});

/** The time to fence must not exceed this in 99 of 100 revocations. */
const P99_MS = 1_000;

async function onEmbedded({ calls, embeddedRounds }: FenceOptions): Promise<void> {
  await withCleanup(async (after) => {
    const directory = mkdtempSync(join(tmpdir(), "valetkey-fence-"));
    after(() => rmSync(directory, { recursive: true, force: true }));
    say("Embedded database, 1 process");
    const stage = await setStage(1, () => ({ dataDir: join(directory, "data") }));
    after(() => stage.close());
    await warmUp(stage, calls);
    within(await ordinaryRounds(stage, embeddedRounds, calls));
  });
}

async function onPostgres(options: FenceOptions): Promise<void> {
  await withCleanup(async (after) => {
    const server = await startPostgres();
    after(() => server.stop());
    const where: Where = (replica) => ({ databaseUrl: `${server.url}?application_name=replica-${replica}` });
    const { replicas, calls, rounds, lightRounds, lightCalls } = options;
    say(`\nPostgreSQL, ${replicas} processes, the calls spread over all of them`);
    const stage = await setStage(replicas, where);
    after(() => stage.close());
    await warmUp(stage, calls);
    const full = await ordinaryRounds(stage, rounds, calls);
    const light = await ordinaryRounds(stage, lightRounds, lightCalls);
    say(`\n  time to fence of all of them: ${spread99([...full, ...light], "revocations")}`);
    within(full);
    within(light);
    if (replicas < 2) return;
    await oneRound(
      stage,
      calls,
      cutNotifications,
      "a replica's notification connection is cut as it is revoked",
    );
    await oneRound(
      stage,
      calls,
      freeze,
      "a replica is frozen (SIGSTOP) for 3 s, revoked meanwhile at another",
    );
  });
}

/** As many calls as a round has, so that no round is the first that a process compiles its code for. */
async function warmUp(stage: Stage, calls: number): Promise<void> {
  const { replicas, callers, token, threadId } = stage;
  const got = await Promise.all(
    Array.from({ length: calls }, (_, n) => {
      const { url } = replicas[n % replicas.length] as GatewayProcess;
      return callers.call(url, token, READ_TOOL, { thread_id: threadId });
    }),
  );
  const results = got.filter(({ kind }) => kind === "result").length;
  say(`  warmed up with ${calls} calls at once, ${results} of them answered with a result`);
  must("before any revocation every call reads mail", results === calls);
}

function within(fenced: readonly number[]): void {
  const p99 = quantile(fenced, 0.99);
  must(`the time to fence has its p99 at ${p99.toFixed(1)} ms, more than ${P99_MS} ms`, p99 <= P99_MS);
}

/**
 * Half of the rounds let Google answer only after the revocation has answered, half while it is under way. Gives the
 * times to fence: from the revocation's arrival until every replica has let its calls go.
 */
async function ordinaryRounds(stage: Stage, rounds: number, calls: number): Promise<number[]> {
  say(`\n  ${rounds} rounds, one revocation with ${calls} calls in flight in each`);
  const results: RoundResult[] = [];
  for (let n = 0; n < rounds; n++) {
    const round = ordinary(n % 2 === 1, n % stage.replicas.length);
    results.push(await attempt(stage, calls, round));
  }
  const sum = (pick: (r: RoundResult) => number) => results.reduce((all, one) => all + pick(one), 0);
  const fenced = results.map((r) => r.fencedInMs);
  say(`  ${sum((r) => r.calls)} calls: ${codes(results)}`);
  say(`  results after the revocation's answer: ${sum((r) => r.late)}`);
  say(`  time to fence: ${spread99(fenced, "rounds")}`);
  const confirmed = results.filter((_, n) => n % 2 === 1).map((r) => r.answeredInMs);
  if (confirmed.length > 0) say(`  the whole answer, with the receipt of the provider: ${spread(confirmed)}`);
  return fenced;
}

async function oneRound(stage: Stage, calls: number, round: Round, title: string): Promise<void> {
  say(`\n  One round: ${title}`);
  const result = await attempt(stage, calls, round);
  say(`  ${result.calls} calls: ${codes([result])}`);
  say(
    `  results after the revocation's answer: ${result.late}; time to fence ${result.fencedInMs.toFixed(1)} ms ` +
      "(a replica that cannot answer is waited for until its lease has run out: 1,250 ms)",
  );
}

async function attempt(stage: Stage, calls: number, round: Round): Promise<RoundResult> {
  await connectAgain(stage);
  const result = await runRound(stage, calls, round);
  const { late, fencedInMs, answers, aborted } = result;
  must(`${late} results came after the revocation had answered (${codes([result])})`, late === 0);
  must(
    `the fence stood after ${fencedInMs} ms, the bound is ${round.boundMs} ms`,
    fencedInMs <= round.boundMs,
  );
  if (round.allHeld) {
    const replicas = stage.replicas.length;
    const share = Math.floor(calls / replicas) + (round.at < calls % replicas ? 1 : 0);
    must(`the revocation found ${aborted} calls under way, not ${share}`, aborted === share);
    const refused = answers.filter(({ kind, code }) => kind !== "result" && code !== "connection_required");
    must(`every call ends in a refusal (${codes([result])})`, refused.length === calls);
  }
  return result;
}

function codes(results: readonly RoundResult[]): string {
  const counts = new Map<string, number>();
  for (const { answers } of results) {
    for (const { kind, code } of answers) {
      const name = kind === "result" ? "results" : `${kind} (${code})`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts].map(([name, count]) => `${count} ${name}`).join(", ");
}
