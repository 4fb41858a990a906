import { expect, test } from "vitest";
import { isOnOwnMachine, judgeRedirectUris, redirectHostOf } from "./redirect-uris.ts";

const OWN = "https://keys.acme.test";
const judge = (...uris: string[]) => judgeRedirectUris(uris, OWN);

test.each([
  ["https://claude.ai/api/mcp/auth_callback", "web"],
  ["http://localhost:3334/oauth/callback", "native"],
  ["http://127.0.0.1/", "native"],
  ["http://[::1]:7777/cb", "native"],
  ["cursor://anysphere.cursor-mcp/oauth/callback", "native"],
  ["com.example.app:/oauth", "native"],
])("%s is taken, for a %s client", (uri, applicationType) => {
  expect(judge(uri)).toEqual({ ok: true, applicationType });
});

test.each([
  "javascript:alert(1)//",
  "javascript://%0aalert(1)",
  "JaVaScRiPt://x/%0aalert(1)",
  "data:text/html,x",
  "data:/text/html,x",
  "file:///etc/passwd",
  "blob:https://evil.test/1",
  "intent://x/#Intent;end",
  "vbscript:/x",
  "view-source:https://x/",
  "http://evil.test/cb",
  "http://localhost.evil.test/cb",
  "http://127.0.0.1.nip.io/cb",
  "https://user:pw@evil.test/",
  "https://evil.test/#frag",
  "https://evil.test/*",
  "https://*.evil.test/cb",
  "https:\\\\evil.test",
  "https://evil.test/\u0000",
  "https://evil.test/ cb",
  "https://keys.acme.test/integrations",
  "//evil.test/cb",
  "cb",
  "",
  `https://evil.test/${"a".repeat(600)}`,
  "mailto:x@evil.test",
  "urn:ietf:wg:oauth:2.0:oob",
])("%j is refused", (uri) => {
  expect(judge(uri)).toMatchObject({ ok: false });
});

test("one bad address among good ones is enough, and so are too many", () => {
  expect(judge("https://a.test/cb", "http://b.test/cb")).toEqual({
    ok: false,
    reason: "redirect_uris[1] is http and not on the person's own machine",
  });
  expect(judge(...Array.from({ length: 11 }, (_, i) => `https://a.test/${i}`))).toMatchObject({ ok: false });
});

test("people are told the host, without the port of their own machine", () => {
  expect(redirectHostOf("https://claude.ai:8443/x")).toBe("claude.ai:8443");
  expect(redirectHostOf("http://localhost:3334/oauth/callback")).toBe("localhost");
  expect(redirectHostOf("cursor://anysphere.cursor-mcp/x")).toBe("cursor:");
  expect(isOnOwnMachine("https://claude.ai/x")).toBe(false);
  expect(isOnOwnMachine("http://127.0.0.1:1/")).toBe(true);
  expect(isOnOwnMachine("vscode://x/")).toBe(true);
});
