import { expect, test } from "vitest";
import { readManifest, toolsOf } from "./manifest.ts";

const manifest = {
  tools: [
    { name: "gmail_get_thread", connector: "google_ada" },
    { name: "gmail_get_thread", connector: "google_ops" },
    { name: "slack_send_message" },
    { name: "slack_send_message", connector: "slack_ops" },
  ],
};

test("without a list and without a manifest everything is allowed", () => {
  expect(toolsOf([], undefined)).toBeUndefined();
});

test("a list allows its tools on every connector", () => {
  expect(toolsOf(["a", "b"], undefined)).toEqual(
    new Map([
      ["a", undefined],
      ["b", undefined],
    ]),
  );
});

test("a manifest gathers the connectors of a tool; one entry without a connector means any", () => {
  expect(toolsOf([], manifest)).toEqual(
    new Map([
      ["gmail_get_thread", new Set(["google_ada", "google_ops"])],
      ["slack_send_message", undefined],
    ]),
  );
});

test("of a list and a manifest only what both name is left, and an empty manifest leaves nothing", () => {
  expect([...(toolsOf(["slack_send_message", "x"], manifest)?.keys() ?? [])]).toEqual(["slack_send_message"]);
  expect(toolsOf(["slack_send_message"], { tools: [] })).toEqual(new Map());
});

test("what is kept is read strictly", () => {
  expect(readManifest(null)).toBeUndefined();
  expect(() => readManifest({ tools: [{ name: "a", anything: 1 }] })).toThrow();
});
