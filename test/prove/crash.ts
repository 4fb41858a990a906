import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../tools/cli/run.ts";
import { type SandboxGoogle, startSandboxGoogle } from "../sandbox/google.ts";
import { rawCall } from "../support/agent.ts";
import { freePort } from "../support/free-port.ts";
import { type GatewayProcess, type SpawnOptions, spawnGateway } from "../support/gateway-process.ts";
import { checkLedger, Ledger, resultRowsMissing } from "./crash-ledger.ts";
import { authorize, issueToken, type Scene, writeUntilKilled } from "./crash-writers.ts";
import { defineProof } from "./proof.ts";
import { must, say, spread, wait, withCleanup } from "./report.ts";

const COUNT_FSYNC = new URL("count-fsync.ts", import.meta.url).href;
/** The longest time between a round's first acknowledged write and the kill. */
const SPAN_MS = 700;

/**
 * What the embedded gateway acknowledged is there after `kill -9`. This proves the death of the process. A power cut
 * also takes what the kernel has not written yet: against that stands fsync, of which this shows that it is on and
 * that every acknowledged write was preceded by at least one; whether the disk obeys cannot be shown here.
 */
export const crash = defineProof({
  help: "kill -9 in a loop of writes loses nothing that was acknowledged",
  flags: { rounds: { help: "kills", full: 20, quick: 8 } },
  run: proveCrash,
});

async function proveCrash({ rounds }: { rounds: number }): Promise<void> {
  await withCleanup(async (after) => {
    const directory = mkdtempSync(join(tmpdir(), "valetkey-crash-"));
    after(() => rmSync(directory, { recursive: true, force: true }));
    const port = await freePort();
    const redirectUri = `http://localhost:${port}/integrations/google/callback`;
    const google = await startSandboxGoogle({ redirectUris: [redirectUri] });
    after(() => google.close());
    const dataDir = join(directory, "data");
    const options: SpawnOptions = { dataDir, port, google, jobs: true, nodeArgs: ["--import", COUNT_FSYNC] };
    say(`Embedded database, ${rounds} rounds: write without a pause, kill -9, start again, compare`);
    let gateway = await spawnGateway(options);
    after(() => gateway.kill());
    const scene = await setScene(gateway);
    await fsyncIsUsed(gateway, scene);
    const starts: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await killWhileWriting(gateway, scene);
      gateway = await spawnGateway(options);
      starts.push(gateway.spawnedMs);
      await compare(gateway, scene, google);
    }
    await summarize(gateway, scene.ledger, starts);
    await gateway.stop();
    await verifyOffline(dataDir);
  });
}

async function setScene(gateway: GatewayProcess): Promise<Scene> {
  const owner = await gateway.person();
  const agent = await owner.newAgent("Mail helper");
  const scene: Scene = {
    url: gateway.url,
    owner,
    ledger: new Ledger(),
    agent,
    token: "",
    ada: { id: "", slug: "" },
    ben: { id: "", grant: undefined },
  };
  scene.token = (await issueToken(scene)).value;
  const { id, slug } = await authorize(scene, "ada@acme.test", ["gmail_list_labels", "gmail_send_message"]);
  scene.ada = { id, slug };
  return scene;
}

async function fsyncIsUsed(gateway: GatewayProcess, scene: Scene): Promise<void> {
  const settings = ["fsync", "synchronous_commit", "full_page_writes"];
  for (const name of settings) {
    const [row] = await gateway.query(`SHOW ${name}`);
    must(`${name} is on (${row?.[name]})`, row?.[name] === "on");
  }
  const writes = 20;
  const before = (await gateway.usage()).fsyncs;
  for (let n = 0; n < writes; n++) await issueToken(scene);
  await wait(100); // the count comes from another thread
  const fsyncs = (await gateway.usage()).fsyncs - before;
  must(`${writes} acknowledged writes, one after another, made ${fsyncs} fsyncs`, fsyncs >= writes);
  say(`  ${settings.join(", ")}: on; ${writes} acknowledged writes made ${fsyncs} fsync system calls`);
}

async function killWhileWriting(gateway: GatewayProcess, scene: Scene): Promise<void> {
  let killed = false;
  const { requests } = scene.ledger;
  const before = requests.size;
  const writing = writeUntilKilled(scene, () => killed);
  const killing = (async () => {
    const until = performance.now() + 10_000;
    while (requests.size === before && performance.now() < until) await wait(5);
    await wait(Math.random() * SPAN_MS);
    killed = true;
    await gateway.kill("SIGKILL");
  })();
  await Promise.all([writing, killing]);
}

async function compare(gateway: GatewayProcess, scene: Scene, google: SandboxGoogle): Promise<void> {
  scene.owner = await gateway.person();
  await checkLedger(scene.ledger, gateway, scene.owner);
  const { connectors } = await scene.owner.api("GET", "/connectors");
  const byId = (id: string) => connectors.find((c: { id: string }) => c.id === id);
  const ada = byId(scene.ada.id);
  must("the last acknowledged verdict is there", ada.verdict.checked_at >= scene.ledger.verdictAt);
  const ben = connectors.find((c: { account: string }) => c.account === "ben@acme.test");
  if (ben) scene.ben = { id: ben.id, grant: ben.connected ? ben.grant.id : undefined };
  const before = google.requestCount();
  const answer = await rawCall(gateway.url, scene.token, "gmail_list_labels", { connector: scene.ada.slug });
  const text = await answer.text();
  must(
    `the sealed credential still opens (${text.slice(0, 300)})`,
    text.includes("INBOX") && google.requestCount() > before,
  );
}

async function summarize(gateway: GatewayProcess, ledger: Ledger, starts: number[]): Promise<void> {
  const behind = await resultRowsMissing(ledger, gateway);
  say(`  acknowledged: ${ledger.count()}`);
  say(`  lost: 0; the chain verified after each of ${starts.length} kills, ${ledger.rows} rows at the end`);
  say(
    `  result rows of writes not yet committed when the gateway was killed: ${behind} (their "started" rows are all there)`,
  );
  say(`  start after a kill, with recovery: ${spread(starts)}`);
}

async function verifyOffline(dataDir: string): Promise<void> {
  let said = "";
  const hear = (text: string) => {
    said += text;
  };
  const code = await run(["audit", "verify", "--local", "--data-dir", dataDir], {
    out: hear,
    err: hear,
    env: {},
  });
  must(`valetkey audit verify --local agrees (${said.trim()})`, code === 0);
  say(`  valetkey audit verify --local: ${said.replace(/\s+/g, " ").trim()}`);
}
