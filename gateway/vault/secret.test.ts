import { inspect } from "node:util";
import pino from "pino";
import { describe, expect, test } from "vitest";
import { reveal, Secret } from "./secret.ts";

const CANARY = "canary-4f9a1c";
const secret = new Secret(CANARY);

function logged(value: unknown): string {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  log.info(value, "x");
  log.info({ value, nested: { value } }, `${value}`);
  log.error({ err: new Error("x", { cause: value }) });
  return lines.join();
}

const ways: [string, () => unknown][] = [
  ["template", () => `${secret}`],
  ["concatenation", () => `a${String(secret)}`],
  ["JSON", () => JSON.stringify({ secret, list: [secret] })],
  ["inspect", () => inspect({ deep: { secret } }, { depth: 9, showHidden: true })],
  ["inspect without custom inspection", () => inspect(secret, { customInspect: false, showHidden: true })],
  ["console format", () => inspect([secret])],
  ["spread", () => JSON.stringify({ ...secret })],
  ["entries", () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret).map(String)])],
  ["structuredClone", () => inspect(structuredClone(secret), { showHidden: true })],
  ["Error cause", () => inspect(new Error("x", { cause: secret }))],
  ["Error message", () => inspect(new Error(`failed with ${secret}`))],
  ["pino", () => logged(secret)],
  ["URLSearchParams", () => new URLSearchParams({ token: secret as never }).toString()],
  ["Object.assign", () => JSON.stringify(Object.assign({}, secret))],
];

describe("a secret does not appear through", () => {
  test.each(ways)("%s", (_, way) => expect(String(way())).not.toContain(CANARY));
});

test("a secret says what it is, cannot be extended, and opens in this room", () => {
  expect(`${secret}`).toBe("[secret]");
  expect(Object.isFrozen(secret)).toBe(true);
  expect(reveal(secret)).toBe(CANARY);
});

test("what only looks like a secret does not open", () => {
  expect(() => reveal(structuredClone(secret))).toThrow(TypeError);
  expect(() => reveal(Object.create(Secret.prototype))).toThrow(TypeError);
});

test("the door does not give out the way to open one", async () => {
  expect(Object.keys(await import("./index.ts")).sort()).toEqual([
    "Secret",
    "authenticateBy",
    "loadKeys",
    "newKeyEntry",
    "openVault",
    "rootId",
    "rotate",
    "tryKeys",
  ]);
});
