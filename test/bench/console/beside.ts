import { say, wait } from "../../prove/report.ts";
import { mcpRequest } from "../mcp-call.ts";
import { told } from "./measure.ts";
import type { Place } from "./place.ts";

const TOOL = "gmail_search_threads";

/** Asks again and again until `isOver`, and at least so often. Milliseconds of each answer. */
async function callsUntil(
  call: () => Promise<void>,
  least: number,
  isOver: () => boolean,
): Promise<number[]> {
  const times: number[] = [];
  while (times.length < least || !isOver()) {
    const began = performance.now();
    await call();
    times.push(performance.now() - began);
    await wait(10);
  }
  return times;
}

/** Reads an answer to its end. Bytes. */
async function drained(response: Response): Promise<number> {
  if (response.status !== 200) throw new Error(`the export answers ${response.status}`);
  let bytes = 0;
  for await (const chunk of response.body ?? []) bytes += (chunk as Uint8Array).byteLength;
  return bytes;
}

async function verified({ owner }: Place): Promise<string> {
  const { id } = await owner.api("POST", "/audit/checks");
  for (;;) {
    const check = await owner.api("GET", `/audit/checks/${id}`);
    if (check.ended_at !== null) return `${check.result}, ${check.checked} rows`;
    await wait(500);
  }
}

/** How long a call takes while the whole log is exported and its chain is verified, and how much memory that takes. */
export async function besideCalls(place: Place): Promise<void> {
  const { gateway, owner } = place;
  const { body } = await owner.authorize({
    app: "env",
    email: "ada@acme.test",
    tools: [TOOL],
    name: "Beside",
  });
  const { value } = await owner.newToken();
  const args = { connector: body.connector.slug, query: "in:inbox" };
  const call = async () => {
    const request = mcpRequest("tools/call", { name: TOOL, arguments: args }, value);
    const text = await (await fetch(`${gateway.url}/mcp/gmail`, request)).text();
    if (!text.includes('"structuredContent"')) throw new Error(`a call answers ${text.slice(0, 300)}`);
  };
  const megabytes = async () => Math.round((await gateway.usage()).rss / 1_048_576);
  const alone = await callsUntil(call, 100, () => true);
  say(`calls alone                              p50, p95, max ${told(alone)} ms, ${await megabytes()} MB`);
  const path = `/api/workspaces/${owner.session.workspace.id}/audit/export`;
  const works = {
    "the log is exported as JSON": async () =>
      `${await drained(await owner.fetch(`${path}?format=jsonl`))} bytes`,
    "the log is exported as CSV": async () =>
      `${await drained(await owner.fetch(`${path}?format=csv`))} bytes`,
    "the chain is verified": () => verified(place),
  };
  for (const [name, work] of Object.entries(works)) {
    let done: string | undefined;
    let most = 0;
    const began = performance.now();
    const working = work().then((what) => {
      done = `${what} in ${((performance.now() - began) / 1_000).toFixed(1)} s`;
    });
    const times = await callsUntil(
      async () => {
        await call();
        if (Math.random() < 0.05) most = Math.max(most, await megabytes());
      },
      20,
      () => done !== undefined,
    );
    await working;
    say(`calls while ${name.padEnd(28)} p50, p95, max ${told(times)} ms, ${most} MB at most: ${done}`);
  }
}
