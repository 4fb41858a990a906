import { type SandboxGoogle, startSandboxGoogle } from "../sandbox/google.ts";
import { freePort } from "../support/free-port.ts";
import { type GatewayProcess, type SpawnOptions, spawnGateway } from "../support/gateway-process.ts";
import type { Person } from "../support/person.ts";
import { Callers } from "./calls.ts";
import { must } from "./report.ts";

export const READ_TOOL = "gmail_get_thread";
const ACCOUNT = "ada@acme.test";
const TOOLS = [READ_TOOL, "gmail_search_threads"];

/** Gateways in processes of their own on one database, one emulated Google, and agents that call all of them. */
export interface Stage {
  google: SandboxGoogle;
  replicas: readonly GatewayProcess[];
  /** The owner, signed in at each replica. */
  owners: readonly Person[];
  callers: Callers;
  token: string;
  connector: string;
  threadId: string;
  close(): Promise<void>;
}

export type Where = (replica: number) => Pick<SpawnOptions, "databaseUrl" | "dataDir">;

export async function setStage(replicaCount: number, where: Where): Promise<Stage> {
  const ports = await Promise.all(Array.from({ length: replicaCount }, freePort));
  const google = await startSandboxGoogle({
    redirectUris: ports.map((port) => `http://localhost:${port}/integrations/google/callback`),
  });
  const replicas: GatewayProcess[] = [];
  for (const [n, port] of ports.entries()) replicas.push(await spawnGateway({ ...where(n), port, google }));
  const owners = await Promise.all(replicas.map((replica) => replica.person()));
  const owner = owners[0] as Person;
  const agent = await owner.newAgent("Mail helper");
  const { value: token } = await owner.newToken({ agent, servers: ["gmail"] });
  const { body } = await owner.authorize({ email: ACCOUNT, tools: TOOLS });
  const threadId = (await google.mail(ACCOUNT)).find((m) => m.subject.includes("Invoice"))?.threadId ?? "";
  const callers = new Callers();
  return {
    google,
    replicas,
    owners,
    callers,
    token,
    connector: body.connector.id,
    threadId,
    async close() {
      callers.close();
      google.clearFaults();
      await Promise.all(replicas.map((replica) => replica.stop()));
      await google.close();
    },
  };
}

/** A new grant on the connector, and one call through each replica that shows it works. */
export async function connectAgain(stage: Stage): Promise<void> {
  const { owners, connector, replicas, callers, token, threadId } = stage;
  const owner = owners[0] as Person;
  const { connector: now } = await owner.api("GET", `/connectors/${connector}`);
  if (!now.connected) {
    const { authorization_url } = await owner.api("POST", `/connectors/${connector}/authorize`, {});
    const back = await owner.finish(await owner.visitProvider(authorization_url, { email: ACCOUNT }));
    must(`the connector can be authorized again (${JSON.stringify(back.body)})`, back.status === 200);
  }
  for (const replica of replicas) {
    const got = await callers.call(replica.url, token, READ_TOOL, { thread_id: threadId });
    must(`before the revocation a call reads mail (${got.code})`, got.kind === "result");
  }
}
