import type { ToolAnswer } from "../support/agent.ts";
import { connectAgent } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { Person } from "../support/person.ts";

export const ACCOUNT = "ada@acme.test";
export const TOOLS = [
  "gmail_search_threads",
  "gmail_get_thread",
  "gmail_list_labels",
  "gmail_send_message",
] as const;

/** Everything that leaves the gateway in the demo, as it left. */
export class Outputs {
  readonly texts: string[] = [];

  add(text: string): void {
    this.texts.push(text);
  }

  /** How many of `secrets` show up anywhere, also as base64. */
  found(secrets: readonly string[], more: readonly string[]): number {
    const all = [...this.texts, ...more].join("\n");
    const forms = (secret: string) => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64").replace(/=+$/, ""),
    ];
    return secrets.filter((secret) => forms(secret).some((form) => all.includes(form))).length;
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
export async function recordedAgent(url: string, token: string, outputs: Outputs) {
  const agent = await connectAgent(url, token);
  return {
    ...agent,
    async tools() {
      const tools = await agent.tools();
      outputs.add(JSON.stringify(tools));
      return tools;
    },
    async call(name: (typeof TOOLS)[number], args: Record<string, unknown> = {}): Promise<ToolAnswer> {
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
}

export async function gather(): Promise<Cast> {
  const gateway = await startGateway();
  const outputs = new Outputs();
  return { gateway, outputs, owner: new RecordedPerson(gateway.url, outputs) };
}

export const ownerLink = ({ gateway }: Cast): Promise<string> =>
  gateway.signInToken(gateway.owner.session.user.id);
