import { expect, test } from "vitest";
import { type CatalogProvider, draftTools, readScopes, readTools, toolsByScope } from "./pick.ts";

const scope = (name: string) => ({ scope: name, title: name, sensitivity: "basic" as const });
const tool = (name: string, effect: "read" | "write" | "destructive", scopes: string[]) => ({
  name,
  title: name,
  description: "",
  effect,
  scopes,
});
const provider = {
  identity_scopes: [scope("openid")],
  scopes: [scope("openid"), scope("mail.read"), scope("mail.write"), scope("spare")],
  servers: [
    {
      tools: [
        tool("search", "read", ["mail.read"]),
        tool("draft", "write", ["mail.read", "mail.write"]),
        tool("send", "destructive", ["mail.write"]),
        tool("whoami", "read", []),
      ],
    },
  ],
} as unknown as CatalogProvider;

test("presets widen from reading to drafting", () => {
  expect(readTools(provider)).toEqual(["search", "whoami"]);
  expect(draftTools(provider)).toEqual(["search", "draft", "whoami"]);
});

test.each([
  "mail.read mail.write",
  "mail.read,mail.write",
  '["mail.read", "mail.write"]',
  "mail.read;\n mail.write | openid",
])("pasted scopes become the tools they serve: %j", (text) => {
  expect(readScopes(provider, text)).toMatchObject({ tools: ["search", "draft", "send"], unknown: [] });
});

test("words that are no scope are named, and pick nothing", () => {
  expect(readScopes(provider, "mail.read mail.delete")).toEqual({
    tools: ["search"],
    known: ["mail.read"],
    unknown: ["mail.delete"],
  });
  expect(readScopes(provider, "openid").tools).toEqual([]);
});

test("the reverse view leaves out scopes that no tool needs", () => {
  expect(toolsByScope(provider).map((row) => [row.scope.scope, row.tools.map(({ name }) => name)])).toEqual([
    ["mail.read", ["search", "draft"]],
    ["mail.write", ["draft", "send"]],
  ]);
});
