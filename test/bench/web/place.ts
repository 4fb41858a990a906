import { startSandboxGoogle } from "../../sandbox/google.ts";
import { connectAgent } from "../../support/agent.ts";
import { freePort } from "../../support/free-port.ts";
import { type GatewayProcess, spawnGateway } from "../../support/gateway-process.ts";
import type { Person } from "../../support/person.ts";

export interface Place {
  gateway: GatewayProcess;
  owner: Person;
  member: Person;
  /** Of what the addresses are about. */
  ids: { connector: string; agent: string; approval: string; link: string; event: string };
}

const SEND = "gmail_send_message";
const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels"];

/** An agent that was refused before anything was connected, read mail then, and has one call waiting for a person. */
async function work({ url }: GatewayProcess, owner: Person): Promise<Place["ids"]> {
  for (let n = 1; n <= 12; n++) await owner.newAgent(`Agent ${n}`);
  const agent = await owner.newAgent("Mail helper");
  const mail = await connectAgent(url, (await owner.newToken({ agent })).value);
  await owner.api("POST", "/policies", { name: "Mail asks", decision: "ask", tool: SEND });
  const own = await connectAgent(url, (await owner.newToken()).value);
  const link = String((await own.call("gmail_list_labels")).error?.connect_url).slice(url.length);
  await own.close();
  const tools = [...READ, SEND];
  await owner.authorize({ email: "ada@acme.test", tools, name: "Support mailbox" });
  for (let n = 0; n < 12; n++) await mail.call("gmail_search_threads", { query: `invoice ${n}` });
  const held = await mail.call(SEND, { to: ["ben@acme.test"], subject: "Hello", body: "At noon?" });
  await mail.close();
  for (let n = 0; n < 60; n++) await owner.api("POST", "/audit/verify");
  const [connector] = (await owner.api("GET", "/connectors")).connectors;
  const [event] = (await owner.api("GET", "/audit")).events;
  return {
    connector: connector.id,
    agent,
    approval: String(held.error?.approval),
    link,
    event: String(event.seq),
  };
}

/** A workspace of a few people that has worked for a while: lists that fill a screen. In a process of its own. */
export async function openPlace(webDir: string, after: (undo: () => unknown) => void): Promise<Place> {
  const port = await freePort();
  const google = await startSandboxGoogle({
    redirectUris: [`http://localhost:${port}/integrations/google/callback`],
  });
  after(() => google.close());
  const gateway = await spawnGateway({
    port,
    google,
    webDir,
    env: { API_REQUESTS_PER_MINUTE: "100000" },
  });
  after(() => gateway.stop());
  const owner = await gateway.person();
  for (let n = 1; n <= 30; n++)
    await owner.api("POST", "/members", {
      email: `person${n}@acme.test`,
      name: `Person ${n}`,
      role: "member",
    });
  const ids = await work(gateway, owner);
  const member = await gateway.person("person1@acme.test");
  await member.connect({ email: "ben@acme.test", tools: READ });
  return { gateway, owner, member, ids };
}
