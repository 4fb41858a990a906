import { describe, expect, test } from "vitest";
import type { Effect } from "../../mcp-servers/kit/index.ts";
import { decide } from "./index.ts";

const EFFECTS: Effect[] = ["read", "write", "destructive"];
const ask = (effect: Effect, principal: { readOnly: boolean; servers?: string[] }, server = "gmail") =>
  decide({
    principal: { readOnly: principal.readOnly, servers: principal.servers && new Set(principal.servers) },
    server,
    tool: "gmail_do_something",
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
});
