import { describe, expect, test } from "vitest";
import { z } from "zod";
import * as build from "../../mcp-servers/index.ts";
import {
  type AnyTool,
  defineServer,
  defineTool,
  type McpServerSpec,
  PLAIN,
} from "../../mcp-servers/kit/index.ts";
import { google } from "../../mcp-servers/providers/google.ts";
import { openRegistry } from "./index.ts";

const SEND = "https://www.googleapis.com/auth/gmail.send";
const tool = (more: Partial<AnyTool> = {}): AnyTool => ({
  ...defineTool({
    name: "mail_send",
    title: "Send",
    description: "Sends.",
    effect: "destructive",
    targets: "none",
    labels: PLAIN,
    scopes: [[SEND]],
    input: z.strictObject({ to: z.string(), urgent: z.boolean().default(false) }),
    output: z.object({ id: z.string() }),
    run: async () => ({ id: "1" }),
    render: () => "",
  }),
  ...more,
});
const server = (more: Partial<McpServerSpec> = {}): McpServerSpec =>
  defineServer({
    id: "mail",
    provider: "google",
    title: "Mail",
    description: "Mail.",
    baseUrl: "https://gmail.googleapis.com/gmail/v1/",
    tools: [tool()],
    ...more,
  });

describe("a definition that cannot be right stops the start", () => {
  const refused = (spec: McpServerSpec, reason: RegExp) =>
    expect(() => openRegistry([google], [spec])).toThrow(reason);

  test("an unknown provider", () => refused(server({ provider: "gogle" }), /unknown provider gogle/));
  test("a host that is not the provider's: credentials would be sent there", () => {
    refused(server({ baseUrl: "https://gmail.googleapis.com.evil.test/" }), /not a host of google/);
    refused(server({ baseUrl: "https://gmail.googleapis.com:8443/" }), /not a host of google/);
  });
  test("a tool name that clients would not take", () => {
    for (const name of ["Mail", "mail-send", "m", "1mail", "mail send", "x".repeat(41), "__proto__"]) {
      refused(server({ tools: [tool({ name })] }), /is not acceptable/);
    }
  });
  test("a tool that is there twice", () => refused(server({ tools: [tool(), tool()] }), /declared twice/));
  test("a scope that the provider does not have", () => {
    refused(server({ tools: [tool({ scopes: [["https://mail.google.com/"]] })] }), /has no scope/);
    refused(server({ tools: [tool({ scopes: [["constructor"]] })] }), /has no scope/);
  });
  test("unless another kind of registration has it", () => {
    const app = { scopes: { "mail:write": { title: "Send", sensitivity: "basic" } } } as const;
    const spec = server({ tools: [tool({ scopes: [[SEND], ["mail:write"]] })] });
    refused(spec, /has no scope mail:write/);
    expect(() => openRegistry([{ ...google, variants: { app } }], [spec])).not.toThrow();
  });
});

describe("what a definition becomes", () => {
  const registry = openRegistry([google], [server()]);
  const listing = registry.servers.get("mail")?.tools.get("mail_send")?.listing;

  test("the effect alone drives the hints", () => {
    const hintsOf = (more: Partial<AnyTool>) =>
      openRegistry([google], [server({ tools: [tool(more)] })])
        .servers.get("mail")
        ?.tools.get("mail_send")?.listing.annotations;
    const open = { openWorldHint: true };
    expect(hintsOf({ effect: "read" })).toMatchObject({
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      ...open,
    });
    expect(hintsOf({ effect: "write" })).toMatchObject({
      readOnlyHint: false,
      destructiveHint: false,
      idempotentHint: false,
      ...open,
    });
    expect(hintsOf({ effect: "write", idempotent: true })).toMatchObject({ idempotentHint: true });
    expect(hintsOf({ effect: "destructive" })).toMatchObject({
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: false,
    });
  });
  test("input as a caller writes it, output as it is given out", () => {
    expect(listing?.inputSchema).toMatchObject({
      type: "object",
      required: ["to"],
      additionalProperties: false,
    });
    expect(listing?.inputSchema).not.toHaveProperty("$schema");
    expect(listing?.outputSchema).toEqual({ type: "object", properties: { id: { type: "string" } } });
  });
  test("the base address is without a slash at its end", () => {
    expect(registry.servers.get("mail")?.baseUrl).toBe("https://gmail.googleapis.com/gmail/v1");
  });
  test("tools are found by name within a provider; others are left out", () => {
    expect(registry.toolsOf("google", ["mail_send", "nope"]).map((t) => t.name)).toEqual(["mail_send"]);
    expect(registry.toolsOf("slack", ["mail_send"])).toEqual([]);
  });
  test("this build's own definitions are right", () => {
    expect(() => openRegistry(build.providers, build.servers)).not.toThrow();
  });
});
