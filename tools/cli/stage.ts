import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { askedFor, callOnce, mail } from "../../test/support/asking.ts";
import { until } from "../../test/support/look.ts";
import { Person } from "../../test/support/person.ts";

const SANDBOX = fileURLToPath(new URL("../../test/sandbox/run.ts", import.meta.url));
const START_MS = 120_000;

/** A running sandbox, its owner at a browser, and the machine of somebody who knows nothing of either yet. */
export interface Stage {
  url: string;
  owner: Person;
  /** Where commands run, and what they find in their environment. */
  directory: string;
  env: Record<string, string>;
  /** The id of a call that waits for a person. */
  waitingCall(): Promise<string>;
  close(): Promise<void>;
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });

/** Of four digits, as the one in the document: columns stay where they are. */
async function shortPort(): Promise<number> {
  for (;;) {
    const port = 2_000 + Math.floor(Math.random() * 7_000);
    if (await isFree(port)) return port;
  }
}

export async function openStage(): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), "valetkey-record-"));
  const dataDir = join(directory, "data");
  const port = await shortPort();
  const url = `http://localhost:${port}`;
  const line = ["--no-memory-protection-keys", SANDBOX, "--port", String(port), "--data-dir", dataDir];
  const sandbox = spawn(process.execPath, line, {
    env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [sandbox.stdout, sandbox.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  const ended = once(sandbox, "exit");
  const close = async () => {
    if (sandbox.exitCode === null) sandbox.kill("SIGTERM");
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await until(() => sandbox.exitCode !== null || said.includes("Try next"), Boolean, START_MS);
    const link = /owner +\S+ +\S+\/sign-in#(\S+)/.exec(said)?.[1];
    const token = /Bearer (vk_\w+)/.exec(said)?.[1];
    if (!link || !token) throw new Error(`the sandbox did not start: ${said}`);
    const owner = await new Person(url).signIn(link);
    return { url, owner, directory, ...(await furnish(owner, url, token, directory, dataDir)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function furnish(owner: Person, url: string, token: string, directory: string, dataDir: string) {
  const tools = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels", "gmail_send_message"];
  await owner.authorize({ email: "ada@acme.test", tools });
  await owner.api("POST", "/policies", { name: "Mail asks", decision: "ask", tool: "gmail_send_message" });
  await callOnce({ url }, token, { query: "invoice" }, "gmail_search_threads");
  writeFileSync(join(directory, "passphrase.txt"), "correct horse battery staple\n", { mode: 0o600 });
  let calls = 0;
  const home = join(directory, "home");
  mkdirSync(home);
  return {
    env: {
      HOME: home,
      XDG_CONFIG_HOME: home,
      DATA_DIR: dataDir,
      PUBLIC_URL: url,
      PORT: new URL(url).port,
      COLUMNS: "130",
      TZ: "UTC",
    },
    waitingCall: async () => askedFor(await callOnce({ url }, token, mail(`Hello ${++calls}`))),
  };
}
