import type { ActiveFault } from "../sandbox/google.ts";
import type { GatewayProcess } from "../support/gateway-process.ts";
import type { Got } from "./calls.ts";
import { must, wait } from "./report.ts";
import { READ_TOOL, type Stage } from "./stage.ts";

export interface Round {
  /** Which replica is asked to revoke. */
  at: number;
  /** The revocation must stand within this time. */
  boundMs: number;
  /**
   * Every call is still held when the revocation is asked for, and Google does not carry the revocation out: its
   * tokens go on working, so that only the fence keeps the late mail from the agents.
   */
  allHeld: boolean;
  /** The moment before the revocation is asked for. */
  before(stage: Stage, held: ActiveFault): Promise<void> | void;
  /** Once it has answered. */
  after(stage: Stage, held: ActiveFault): Promise<void> | void;
}

export interface RoundResult {
  calls: number;
  answers: readonly Got[];
  /** Calls that the replica that was asked counted as under way. */
  aborted: number;
  /** Results that agents got after the revocation had answered. */
  late: number;
  fencedInMs: number;
  answeredInMs: number;
}

/** Lease and grace of the notification channel (1,250 ms), and the room that a busy machine needs. */
const BOUND_MS = 2_500;
const FROZEN_MS = 3_000;

/** `racing`: Google's answers arrive while the revocation is under way; otherwise only once it has answered. */
export const ordinary = (racing: boolean, at: number): Round => ({
  at,
  boundMs: BOUND_MS,
  allHeld: !racing,
  before: (_stage, held) => {
    if (racing) setTimeout(() => held.release(), Math.random() * 30);
  },
  after: (_stage, held) => held.release(),
});

const other = (stage: Stage): GatewayProcess => stage.replicas[1] as GatewayProcess;

export const cutNotifications: Round = {
  at: 0,
  boundMs: BOUND_MS,
  allHeld: true,
  async before(stage) {
    const cut = await stage.replicas[0]?.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'replica-1' AND query LIKE '%pg_notify%'",
    );
    must("the notification connection of a replica was found", (cut?.length ?? 0) > 0);
  },
  async after(_stage, held) {
    await wait(1_500); // by now it listens again and trusts its caches again
    held.release();
  },
};

export const freeze: Round = {
  at: 0,
  boundMs: BOUND_MS,
  allHeld: true,
  before(stage) {
    const { pid } = other(stage);
    process.kill(pid, "SIGSTOP");
    setTimeout(() => process.kill(pid, "SIGCONT"), FROZEN_MS);
  },
  async after(_stage, held) {
    held.release(); // Google's answers wait in the frozen process's sockets
    await wait(FROZEN_MS);
  },
};

/** Sockets that a gateway opens to one provider; further calls wait in line inside it. */
const SOCKETS = 64;

/** Looks in a row at which it did next to nothing: others may have kept the processor from it at one. */
const QUIET_LOOKS = 3;

/** Resolves when a process has nothing left to do but its heartbeat. */
async function quiet(gateway: GatewayProcess, until: number): Promise<void> {
  const used = async () => {
    const { cpu } = await gateway.usage();
    return cpu.user + cpu.system;
  };
  let before = await used();
  for (let looks = 0; looks < QUIET_LOOKS && performance.now() < until; ) {
    await wait(100);
    const now = await used();
    looks = now - before < 20_000 ? looks + 1 : 0;
    before = now;
  }
}

/**
 * Resolves when every call is under way in its gateway: all are sent, as many as can be are held at Google, the rest
 * behind them.
 */
async function underWay(
  held: ActiveFault,
  sent: () => number,
  calls: number,
  replicas: readonly GatewayProcess[],
): Promise<void> {
  const until = performance.now() + 20_000;
  const reachable = Math.min(Math.floor(calls / replicas.length), SOCKETS) * replicas.length;
  while (held.hits < reachable || sent() < calls) {
    const state = `${sent()} of ${calls} calls were sent, ${held.hits} of ${reachable} reached the provider`;
    must(state, performance.now() < until);
    await wait(20);
  }
  await Promise.all(replicas.map((replica) => quiet(replica, until)));
}

/** Every read that had arrived before now is handled once the event loop has gone round. */
const oneTurn = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

export async function runRound(stage: Stage, calls: number, round: Round): Promise<RoundResult> {
  const { google, replicas, owners, callers, token, connector, threadId } = stage;
  const held = google.inject({ path: "/gmail/", hang: true });
  const deaf = round.allHeld ? google.inject({ path: "/revoke", status: 503 }) : undefined;
  const answers: Got[] = [];
  const sentBefore = callers.sent;
  const running = Array.from({ length: calls }, async (_, n) => {
    const { url } = replicas[n % replicas.length] as GatewayProcess;
    answers.push(await callers.call(url, token, READ_TOOL, { thread_id: threadId }));
  });
  await underWay(held, () => callers.sent - sentBefore, calls, replicas);
  must("no call has an answer before the revocation", answers.length === 0);
  await round.before(stage, held);
  const asked = performance.now();
  const revoked = await owners[round.at]?.api("POST", `/connectors/${connector}/revoke`);
  // What left a gateway before its answer to us is in our sockets by now; one turn of the loop reads it.
  await oneTurn();
  const answeredAt = performance.now();
  await round.after(stage, held);
  await Promise.all(running);
  held.release();
  deaf?.release();
  return {
    calls,
    answers,
    aborted: revoked.aborted_calls,
    late: answers.filter(({ kind, at }) => kind === "result" && at > answeredAt).length,
    fencedInMs: revoked.fenced_in_ms,
    answeredInMs: answeredAt - asked,
  };
}
