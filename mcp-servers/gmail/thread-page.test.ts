import { describe, expect, it } from "vitest";
import { type Call, fakeApi } from "../kit/fixture.ts";
import { type Api, RESULT_TOKENS, resultTokens } from "../kit/index.ts";
import { gmailGetThread } from "./get-thread.ts";
import type { Part } from "./mail/part-tree.ts";

const text = (body: string): Part => ({
  mimeType: "text/plain",
  headers: [
    { name: "Content-Type", value: "text/plain; charset=utf-8" },
    { name: "From", value: "Ada <ada@acme.test>" },
    { name: "Subject", value: "Long" },
  ],
  body: { data: Buffer.from(body).toString("base64url"), size: body.length },
});

/** An `Api` that knows one thread. */
function apiOf(bodies: readonly string[]): Api {
  const messages = bodies.map((body, at) => ({
    id: `m${at}`,
    threadId: "t",
    internalDate: "1793610000000",
    payload: text(body),
  }));
  const answer = ({ method }: Call) => {
    if (method !== "GET") throw new Error("a read tool writes");
    return { id: "t", messages };
  };
  return fakeApi({ answer, account: "ada@acme.test" }).api;
}

async function read(api: Api, args: object) {
  const signal = new AbortController().signal;
  const output = gmailGetThread.output.parse(
    await gmailGetThread.run(api, gmailGetThread.input.parse(args), signal),
  );
  return { output, text: gmailGetThread.render(output) };
}

/** Every body of a thread, collected page by page. */
async function pages(api: Api, max_chars: number) {
  const bodies = new Map<string, string>();
  let cursor: string | undefined;
  let count = 0;
  let total = 0;
  do {
    const { output, text: shown } = await read(api, {
      thread_id: "t",
      body: "full",
      max_chars,
      ...(cursor ? { cursor } : {}),
    });
    for (const one of output.messages)
      bodies.set(one.message_id, (bodies.get(one.message_id) ?? "") + one.body_md);
    cursor = output.truncated?.next_cursor;
    total += output.truncated?.returned ?? 0;
    if (cursor) expect(shown).toContain(`Continue with cursor ${cursor}`);
    expect(resultTokens(output, shown)).toBeLessThanOrEqual(RESULT_TOKENS);
    count += 1;
  } while (cursor);
  return { bodies: [...bodies.values()], count, total };
}

describe("pages of a thread", () => {
  const words = (count: number) => Array.from({ length: count }, (_, at) => `word${at}`).join(" ");
  const bodies = [words(10), words(700), "", "😀".repeat(900), words(3), `${"x\n\n".repeat(300)}end`];

  it("put together are the whole text, wherever they are cut", async () => {
    const api = apiOf(bodies);
    for (let max = 500; max < 6000; max += 97) {
      const { bodies: read, count } = await pages(api, max);
      expect(read).toEqual(bodies);
      expect(count).toBeGreaterThanOrEqual(Math.floor(bodies.join("").length / max));
    }
  });

  it("never split a character", async () => {
    const { output } = await read(apiOf(["😀".repeat(900)]), { thread_id: "t", max_chars: 501 });
    expect(output.messages[0]?.body_md).toHaveLength(500);
    expect(output.truncated).toMatchObject({ returned: 500, total: 1800 });
  });

  it("stay under the cap however much is asked for, and say so", async () => {
    for (const body of ["plain words ".repeat(20_000), "語".repeat(100_000), '"\\\n'.repeat(50_000)]) {
      const { output, text: shown } = await read(apiOf([body]), {
        thread_id: "t",
        max_chars: 60_000,
        body: "full",
      });
      expect(resultTokens(output, shown)).toBeLessThanOrEqual(RESULT_TOKENS);
      expect(output.truncated?.next_cursor).toBeDefined();
      expect(shown).toContain("[Cut: ");
    }
  });

  it("cover a thread of very many messages", async () => {
    const many = Array.from({ length: 900 }, (_, at) => `message ${at}`);
    const { bodies: read, count } = await pages(apiOf(many), 60_000);
    expect(read).toEqual(many);
    expect(count).toBeGreaterThan(1);
  });

  it("belong to one thread and one kind of body", async () => {
    const api = apiOf(bodies);
    const { output } = await read(api, { thread_id: "t", body: "full", max_chars: 500 });
    const cursor = output.truncated?.next_cursor;
    for (const args of [
      { thread_id: "other", body: "full" },
      { thread_id: "t", body: "clean" },
    ]) {
      await expect(read(api, { ...args, cursor })).rejects.toMatchObject({ fault: "bad_argument" });
    }
    const changed = apiOf(["only one"]);
    await expect(read(changed, { thread_id: "t", body: "full", cursor })).rejects.toMatchObject({
      message: expect.stringContaining("has changed"),
    });
  });

  it("are whole when everything fits", async () => {
    const { output, text: shown } = await read(apiOf(["short"]), { thread_id: "t" });
    expect(output.truncated).toBeUndefined();
    expect(shown).not.toContain("[Cut");
  });
});

it("blames the provider for an answer that is not a thread", async () => {
  const api = { ...apiOf([]), get: <T>() => Promise.resolve({ messages: "no" } as T) };
  await expect(read(api, { thread_id: "t" })).rejects.toMatchObject({ fault: "provider_down" });
});
