import { describe, expect, test } from "vitest";
import type { Effect } from "../../mcp-servers/kit/index.ts";
import { decide } from "./index.ts";

const EFFECTS: Effect[] = ["read", "write", "destructive"];
interface Asking {
  readOnly: boolean;
  servers?: string[];
  tools?: string[];
}
const ask = (effect: Effect, { readOnly, servers, tools }: Asking, server = "gmail") =>
  decide({
    principal: {
      readOnly,
      servers: servers && new Set(servers),
      tools: tools && new Map(tools.map((name) => [name, undefined])),
    },
    server,
    tool: "gmail_do_something",
    under: ["gmail_do_something", "gmail_do_more"],
    effect,
  });

describe("decide", () => {
  test("an unrestricted token does everything", () => {
    for (const effect of EFFECTS) expect(ask(effect, { readOnly: false })).toEqual({ allow: true });
  });

  test("a read-only token reads and does nothing else", () => {
    expect(ask("read", { readOnly: true })).toEqual({ allow: true });
    for (const effect of ["write", "destructive"] as const) {
      expect(ask(effect, { readOnly: true })).toMatchObject({
        allow: false,
        code: "read_only",
        reason: expect.stringContaining("gmail_do_something"),
      });
    }
  });

  test("a token for some servers reaches no other, whatever the effect", () => {
    for (const effect of EFFECTS) {
      expect(ask(effect, { readOnly: false, servers: ["gmail"] })).toEqual({ allow: true });
      for (const servers of [["slack"], []]) {
        expect(ask(effect, { readOnly: false, servers })).toMatchObject({
          allow: false,
          code: "server_not_allowed",
        });
      }
    }
  });

  test("a list of tools allows what it names and nothing else, and an empty one nothing", () => {
    for (const effect of EFFECTS) {
      for (const tools of [["gmail_do_something"], ["gmail_do_more", "x"]])
        expect(ask(effect, { readOnly: false, tools })).toEqual({ allow: true });
      for (const tools of [["gmail_do_other"], []])
        expect(ask(effect, { readOnly: false, tools })).toMatchObject({ code: "tool_not_allowed" });
    }
  });
});
