import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openOperator } from "../../gateway/operator.ts";
import { GITHUB_REDIRECT } from "../sandbox/github-sign-in.ts";
import type { ToolAnswer } from "../support/agent.ts";
import { connectAgent } from "../support/agent.ts";
import { closeEmulators, setupOf, startEmulators } from "../support/emulators.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { Person } from "../support/person.ts";

export const ADA = "ada@acme.test";
export const BEN = "ben@acme.test";
export const TOOLS = [
  "gmail_search_threads",
  "gmail_get_thread",
  "gmail_list_labels",
  "gmail_send_message",
] as const;

/** As a secret may look in JSON, in an address, or encoded. */
const formsOf = (secret: string) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
];

/** Everything that leaves the gateway in the demo, as it left. */
export class Outputs {
  readonly texts: string[] = [];

  add(text: string): void {
    this.texts.push(text);
  }

  /** How many of `secrets` show up anywhere, also encoded. */
  found(secrets: readonly string[], more: readonly string[]): number {
    const all = [...this.texts, ...more].join("\n");
    return secrets.filter((secret) => formsOf(secret).some((form) => all.includes(form))).length;
  }
}

/** A person whose every answer is kept, headers included. */
export class RecordedPerson extends Person {
  readonly #outputs: Outputs;

  constructor(url: string, outputs: Outputs) {
    super(url);
    this.#outputs = outputs;
  }

  override async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await super.fetch(path, init);
    this.#outputs.add(`${JSON.stringify([...response.headers])}\n${await response.clone().text()}`);
    return response;
  }
}

/** A real MCP client whose every answer is kept. */
export async function recordedAgent(url: string, token: string, outputs: Outputs, server = "gmail") {
  const agent = await connectAgent(url, token, server);
  return {
    ...agent,
    async tools() {
      const tools = await agent.tools();
      outputs.add(JSON.stringify(tools));
      return tools;
    },
    async call(name: string, args: Record<string, unknown> = {}): Promise<ToolAnswer> {
      const answer = await agent.call(name, args);
      outputs.add(JSON.stringify(answer));
      return answer;
    },
  };
}
export type RecordedAgent = Awaited<ReturnType<typeof recordedAgent>>;

export interface Cast {
  gateway: TestGateway;
  outputs: Outputs;
  owner: RecordedPerson;
  /** The agent, at each of the servers, with one token. */
  agents: Record<"gmail" | "calendar" | "slack" | "github", RecordedAgent>;
  token: string;
  /** What the command line reads: the same as the gateway. */
  env: Record<string, string>;
  /** Every vault key that the story has had, in base64. */
  vaultKeys: Set<string>;
  close(): Promise<void>;
}

/** The key file of now. */
export const keysInFile = ({ env }: Pick<Cast, "env">): { id: string; value: string }[] =>
  readFileSync(join(env.DATA_DIR ?? "", "vault.key"), "utf8")
    .trim()
    .split(",")
    .map((entry) => ({ id: entry.split(":")[0] ?? "", value: entry.slice(entry.indexOf(":") + 1) }));

/**
 * A gateway with its database in memory, and its key file and operator's socket in a directory of its own. Slack's and
 * GitHub's apps are in its environment; Google's is not known yet.
 */
export async function gather(): Promise<Omit<Cast, "agents" | "token">> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const directory = mkdtempSync(join(tmpdir(), "valetkey-demo-"));
  const redirectUris = [`${url}/integrations/github/callback`, GITHUB_REDIRECT];
  const now = Date.now(); // meetings are found from now on
  const emulators = await startEmulators(url, { google: { now }, slack: {}, github: { redirectUris } });
  const apps = setupOf(url, emulators).apps.filter(({ provider }) => provider !== "google");
  const env = { DATA_DIR: directory, VAULT_KEYS: "" };
  const gateway = await startGateway({
    port,
    shared: emulators,
    jobs: true,
    env,
    app: { apps },
  });
  const operator = await openOperator({ ...gateway.app, publicUrl: url, directory });
  const outputs = new Outputs();
  return {
    gateway,
    outputs,
    owner: new RecordedPerson(url, outputs),
    env,
    vaultKeys: new Set(keysInFile({ env }).map(({ value }) => value)),
    async close() {
      await operator.close();
      await gateway.close();
      await closeEmulators(emulators);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A new one-time link of the owner. */
export const ownerLink = ({ gateway }: Pick<Cast, "gateway">): Promise<string> =>
  gateway.signInToken(gateway.owner.session.user.id);

/** A list of a tool's structured answer; empty when the tool failed. */
export const listOf = ({ isError, structured }: ToolAnswer, field = "items"): unknown[] =>
  isError ? [] : ((structured?.[field] ?? []) as unknown[]);
