import { BroadcastChannel } from "node:worker_threads";
import { createApp } from "../../gateway/app.ts";
import { loadConfig } from "../../gateway/config.ts";
import type { Answer, Ask, ProcessPlan, Ready } from "../support/gateway-process.ts";

/** Heard of when `count-fsync.ts` is preloaded; the embedded database makes its commits durable by them. */
function fsyncsHeard(): () => number {
  const channel = new BroadcastChannel("fsync");
  channel.unref();
  let count = 0;
  channel.onmessage = () => {
    count++;
  };
  return () => count;
}

/**
 * A gateway in a process of its own, for proofs and benchmarks: started by `spawnGateway`, steered over the process's
 * IPC channel, gone when that closes.
 */
async function main(send: (message: object) => void): Promise<void> {
  const plan = JSON.parse(process.env.GATEWAY_PLAN ?? "{}") as ProcessPlan;
  const started = performance.now();
  const fsyncs = fsyncsHeard();
  const { config, secrets } = loadConfig(plan.env);
  const app = await createApp({
    config,
    secrets,
    providers: plan.providers,
    inMemory: plan.inMemory,
    jobs: plan.jobs,
    webDir: plan.webDir,
  });
  const { people, members, sessions } = app.identity;
  const { workspaceId } = await people.bootstrap(config);
  await app.listen();

  const answers: { [A in Ask["ask"]]: (ask: Ask & { ask: A }) => Promise<unknown> } = {
    async signInToken({ email, workspaceId: of = workspaceId }) {
      const everybody = await members.list(people.systemPrincipal(of, "test"));
      const member = everybody.find((m) => m.email === email);
      if (!member) throw new Error(`${email} is not a member`);
      return (await sessions.createLink(of, member.id)).token;
    },
    query: async ({ sql }) => (await app.database.system.query(sql)).rows,
    usage: async () => ({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss(), fsyncs: fsyncs() }),
  };
  process.on("message", (ask: Ask & { id: number }) => {
    const answer = answers[ask.ask] as (ask: Ask) => Promise<unknown>;
    answer(ask).then(
      (value) => send({ id: ask.id, value } satisfies Answer),
      (error: unknown) => send({ id: ask.id, error: String(error) } satisfies Answer),
    );
  });
  const stop = () => void app.close().finally(() => process.exit(0));
  process.once("SIGTERM", stop);
  process.once("disconnect", stop);
  process.on("SIGINT", () => {}); // Ctrl-C reaches the whole group: whoever started this one ends it
  const { replicaId } = app.database.db;
  send({ ready: { workspaceId, replicaId, readyMs: performance.now() - started } satisfies Ready });
}

const send = process.send?.bind(process);
if (!send) throw new Error("started by spawnGateway only");
main((message) => void send(message)).catch((error: unknown) => {
  process.stderr.write(`the gateway's process could not start: ${error}\n`);
  process.exit(1);
});
