import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresBin, startPostgres } from "../support/postgres-server.ts";
import { cutNotifications, freeze, ordinary, type Round, type RoundResult, runRound } from "./fence-round.ts";
import { Broken, must, say, spread, withCleanup } from "./report.ts";
import { connectAgain, type Stage, setStage, type Where } from "./stage.ts";

export interface FenceOptions {
  rounds: number;
  calls: number;
  replicas: number;
}

/** Promise 3: when `revoke` has answered, no result that depends on the grant reaches any agent from any replica. */
export async function proveFence(options: FenceOptions): Promise<void> {
  await withCleanup(async (after) => {
    const directory = mkdtempSync(join(tmpdir(), "valetkey-fence-"));
    after(() => rmSync(directory, { recursive: true, force: true }));
    say(`Embedded database, 1 process, ${options.calls} calls in flight, ${options.rounds} rounds`);
    const stage = await setStage(1, () => ({ dataDir: join(directory, "data") }));
    after(() => stage.close());
    await ordinaryRounds(stage, options);
  });
  if (!postgresBin()) {
    if (process.env.CI === "true") throw new Broken("PostgreSQL is not installed, and CI=true asks for it");
    say("\nSKIPPED: PostgreSQL with several replicas (apt-get install postgresql)");
    return;
  }
  await onPostgres(options);
}

async function onPostgres(options: FenceOptions): Promise<void> {
  await withCleanup(async (after) => {
    const server = await startPostgres();
    after(() => server.stop());
    const where: Where = (replica) => ({ databaseUrl: `${server.url}?application_name=replica-${replica}` });
    const { replicas, calls, rounds } = options;
    say(`\nPostgreSQL, ${replicas} processes, ${calls} calls in flight over all of them, ${rounds} rounds`);
    const stage = await setStage(replicas, where);
    after(() => stage.close());
    await ordinaryRounds(stage, options);
    if (replicas < 2) return;
    await oneRound(
      stage,
      options,
      cutNotifications,
      "a replica's notification connection is cut as it is revoked",
    );
    await oneRound(
      stage,
      options,
      freeze,
      "a replica is frozen (SIGSTOP) for 3 s, revoked meanwhile at another",
    );
  });
}

/** Half of the rounds let Google answer only after the revocation has answered, half while it is under way. */
async function ordinaryRounds(stage: Stage, options: FenceOptions): Promise<void> {
  const results: RoundResult[] = [];
  for (let n = 0; n < options.rounds; n++) {
    const round = ordinary(n % 2 === 1, n % stage.replicas.length);
    results.push(await attempt(stage, options, round));
  }
  const sum = (pick: (r: RoundResult) => number) => results.reduce((all, one) => all + pick(one), 0);
  say(`  ${sum((r) => r.calls)} calls: ${codes(results)}`);
  say(`  results after the revocation's answer: ${sum((r) => r.late)}`);
  say(`  time to fence: ${spread(results.map((r) => r.fencedInMs))}`);
  const confirmed = results.filter((_, n) => n % 2 === 1).map((r) => r.answeredInMs);
  if (confirmed.length > 0) say(`  the whole answer, with the receipt of the provider: ${spread(confirmed)}`);
}

async function oneRound(stage: Stage, options: FenceOptions, round: Round, title: string): Promise<void> {
  say(`\n  One round: ${title}`);
  const result = await attempt(stage, options, round);
  say(`  ${result.calls} calls: ${codes([result])}`);
  say(
    `  results after the revocation's answer: ${result.late}; time to fence ${result.fencedInMs.toFixed(1)} ms`,
  );
}

async function attempt(stage: Stage, { calls }: FenceOptions, round: Round): Promise<RoundResult> {
  await connectAgain(stage);
  const result = await runRound(stage, calls, round);
  const { late, fencedInMs, answers, aborted } = result;
  must(`${late} results came after the revocation had answered (${codes([result])})`, late === 0);
  must(
    `the fence stood after ${fencedInMs} ms, the bound is ${round.boundMs} ms`,
    fencedInMs <= round.boundMs,
  );
  if (round.allHeld) {
    const share = Math.floor(calls / stage.replicas.length);
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
