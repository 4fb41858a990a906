import { expect, test } from "vitest";
import { z } from "zod";
import { defineServer, defineTool, resultTokens } from "../../../mcp-servers/kit/index.ts";
import { google } from "../../../mcp-servers/providers/google.ts";
import { openRegistry, openToolSearch } from "../../catalog/index.ts";
import type { Principal } from "../../context.ts";
import type { Caller, Offer } from "../endpoint.ts";
import { type Mode, type OneEndpointOptions, oneEndpoint } from "./index.ts";

/** `count` tools, spread over servers of ten. */
function endpointOf(count: number, mode: Mode, reached: (tool: string) => void = () => {}) {
  const tool = (n: number) =>
    defineTool({
      name: `many_do_thing_${n}`,
      title: `Do thing ${n}`,
      description: `Does the thing of number ${n} to somebody's account. ${"It says much about itself. ".repeat(20)}`,
      effect: "write",
      scopes: [[]],
      input: z.strictObject({ [`field_${n}`]: z.string() }),
      output: z.object({}),
      run: async () => ({}),
      render: () => "",
      targets: {},
      labels: {},
    } as never);
  const specs = Array.from({ length: Math.ceil(count / 10) }, (_, s) =>
    defineServer({
      id: `server_${s}`,
      provider: "google",
      title: `Server ${s}`,
      description: "x",
      baseUrl: "https://gmail.googleapis.com",
      tools: Array.from({ length: Math.min(10, count - s * 10) }, (_, n) => tool(s * 10 + n)),
    }),
  );
  const registry = openRegistry([google], specs);
  const servers = [...registry.servers.values()].map((server) => {
    const offer: Offer = {
      info: { name: server.spec.id, title: server.spec.title },
      instructions: "",
      listTools: async () => [...server.tools.values()].map(({ listing }) => listing) as never,
      async callTool(_caller, name) {
        reached(name);
        return { content: [] };
      },
    };
    return { server, offer };
  });
  const refused: string[] = [];
  const options: OneEndpointOptions = {
    servers,
    search: openToolSearch(registry),
    readiness: async () => ({
      ready: false,
      servers: [],
      usable: [],
      blocked: [],
      more: 0,
      cause: "scope_missing" as const,
      problems: Array.from({ length: 200 }, (_, n) => ({
        code: "scope_missing" as const,
        provider: "google",
        connector: `google_${n}`,
        message: `many_do_thing_${n} needs access that was not granted. An admin opens https://vk.example/${n}.`,
        who: "admin" as const,
        url: `https://vk.example/${n}`,
        missingScopes: ["https://www.googleapis.com/auth/gmail.send"],
        tools: Array.from({ length: 60 }, (_, t) => `many_do_thing_${t}`),
      })),
    }),
    invoke: {
      call: async (_who: Principal, { spec }: { spec: { id: string } }, name: string) => {
        refused.push(`${spec.id} ${name}`);
        return { ok: false };
      },
    } as unknown as OneEndpointOptions["invoke"],
  };
  return { offer: oneEndpoint(options, mode), refused };
}
const caller = { who: { servers: undefined } as Principal } as Caller;
const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test("up to forty tools are listed by default, up to 127 when all are asked for; never more", async () => {
  const listed = async (count: number, mode: Mode) =>
    (await endpointOf(count, mode).offer.listTools(caller)).length;
  expect([await listed(40, "auto"), await listed(41, "auto")]).toEqual([41, 4]);
  expect([await listed(127, "all"), await listed(128, "all")]).toEqual([128, 4]);
  expect([await listed(0, "auto"), await listed(0, "search"), await listed(3, "search")]).toEqual([1, 4, 4]);
});

test("however many tools there are, the definitions and every answer stay small", async () => {
  const { offer } = endpointOf(500, "auto");
  expect(size(await offer.listTools(caller))).toBeLessThan(5 * 1024);
  expect(offer.instructions.length).toBeLessThan(1_500);
  for (const [name, args] of [
    ["search_tools", { query: "do thing", limit: 25 }],
    ["search_tools", { query: "nothing of that kind zzz" }],
    ["check_connections", {}],
  ] as const) {
    const answer = (await offer.callTool(caller, name, args)) as {
      content: { text: string }[];
      structuredContent: object;
    };
    const tokens = resultTokens(answer.structuredContent, answer.content[0]?.text ?? "");
    expect(tokens, name).toBeLessThanOrEqual(2_000);
  }
  const checked = (await offer.callTool(caller, "check_connections", {})) as { content: { text: string }[] };
  expect(checked.content[0]?.text).toMatch(/\d+ more problems are left out here\.$/);
});

test("of five hundred tools the one that is meant is called, and none for a wrong name", async () => {
  const reached: string[] = [];
  const { offer, refused } = endpointOf(500, "auto", (tool) => reached.push(tool));
  await offer.callTool(caller, "call_tool", { name: "many_do_thing_321", arguments: {} });
  await offer.callTool(caller, "many_do_thing_7", {});
  const wrong = await offer.callTool(caller, "call_tool", { name: "many_do_thing_1000", arguments: {} });
  expect(wrong).toMatchObject({ isError: true, _meta: { "valetkey/error": { error: "unknown_tool" } } });
  await expect(offer.callTool(caller, "nothing", {})).rejects.toThrow("Unknown tool: nothing");
  expect(reached).toEqual(["many_do_thing_321", "many_do_thing_7"]);
  expect(refused).toEqual(["mcp many_do_thing_1000", "mcp nothing"]);
});

test("a tool named as one of the endpoint's own stops the start", () => {
  const own = endpointOf(1, "auto");
  expect(own.offer.info.name).toBe("valetkey");
  const search = { find: (name: string) => (name === "call_tool" ? {} : undefined) };
  expect(() => oneEndpoint({ servers: [], search } as unknown as OneEndpointOptions, "auto")).toThrow(
    "call_tool",
  );
});
