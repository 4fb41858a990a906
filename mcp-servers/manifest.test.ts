import { expect, expectTypeOf, test } from "vitest";
import { servers } from "./index.ts";
import { defineManifest, type ToolName } from "./manifest.ts";

test("a manifest is the JSON that the API takes", () => {
  const manifest = defineManifest({
    tools: [{ name: "gmail_list_labels", connector: "google_ops", scopes: ["gmail.labels"] }],
  });
  expect(JSON.parse(JSON.stringify(manifest))).toEqual({
    tools: [{ name: "gmail_list_labels", connector: "google_ops", scopes: ["gmail.labels"] }],
  });
});

test("the compiler knows the tools there are", () => {
  // @ts-expect-error there is no such tool
  defineManifest({ tools: [{ name: "gmail_fly" }] });
  // @ts-expect-error nor such a field
  defineManifest({ tools: [{ name: "gmail_list_labels", account: "x" }] });
  defineManifest({ tools: [{ name: "gitlab_get_account" }] });
  expectTypeOf<"slack_send_message">().toExtend<ToolName>();
  expectTypeOf<"slack_send_massage">().not.toExtend<ToolName>();
  const names: readonly string[] = servers.flatMap(({ tools }) => tools.map(({ name }) => name));
  expect(names).toContain("gmail_list_labels");
});
