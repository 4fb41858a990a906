import { expect, test } from "vitest";
import { z } from "zod";
import { type AnyTool, defineProvider, defineTool, PLAIN } from "../../mcp-servers/kit/index.ts";
import { slack } from "../../mcp-servers/providers/slack.ts";
import { extrasOf, openRegistry, pickedExtras, scopesFor } from "./index.ts";

const PRIVATE = "Private channels";
const tool = (name: string, scope: string, extras: AnyTool["extras"]): AnyTool =>
  defineTool({
    name,
    title: name,
    description: name,
    effect: "read",
    targets: "none",
    labels: PLAIN,
    scopes: [[scope]],
    ...(extras && { extras }),
    input: z.strictObject({}),
    output: z.object({}),
    run: async () => ({}),
    render: () => "",
  });

const provider = defineProvider({ ...slack, id: "slack" });
const registry = openRegistry(
  [provider],
  [
    {
      id: "slack",
      provider: "slack",
      title: "Slack",
      description: "",
      baseUrl: "https://slack.com/api",
      tools: [
        tool("slack_list", "channels:read", [{ title: PRIVATE, scopes: ["groups:read"] }]),
        tool("slack_read", "channels:history", [
          { title: PRIVATE, scopes: ["groups:history"] },
          { title: "Direct messages", scopes: ["im:history"] },
        ]),
        tool("slack_plain", "users:read", undefined),
      ],
    },
  ],
);
const servers = registry.serversOf("slack");

test("tools that say the same share one extra", () => {
  expect(servers.flatMap(extrasOf).map(({ name, scopes }) => [name, [...scopes.keys()]])).toEqual([
    ["slack+private_channels", ["slack_list", "slack_read"]],
    ["slack+direct_messages", ["slack_read"]],
  ]);
});

test("an extra adds what the picked tools need of it, and nothing for the others", () => {
  const tools = registry.toolsOf("slack", ["slack_read"]);
  const names = ["slack_read", "slack+private_channels"];
  const { scopes } = pickedExtras(provider, servers, names, tools);
  expect(scopes).toEqual(["groups:history"]);
  expect(scopesFor(provider, tools, scopes)).toEqual([
    ...provider.identityScopes,
    "channels:history",
    "groups:history",
  ]);
});

test("an extra for tools that are not picked does nothing and is not kept", () => {
  const tools = registry.toolsOf("slack", ["slack_plain"]);
  expect(pickedExtras(provider, servers, ["slack+private_channels"], tools)).toEqual({
    names: [],
    scopes: [],
  });
});

test("a scope that this kind of registration does not have is not asked for", () => {
  const other = { ...provider, scopes: { "channels:history": provider.scopes["channels:history"]! } };
  const tools = registry.toolsOf("slack", ["slack_read"]);
  expect(pickedExtras(other, servers, ["slack+private_channels"], tools).scopes).toEqual([]);
});
