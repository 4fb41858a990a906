import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { principal } from "../mcp/fixture.ts";
import { openConnectLinks } from "./connect-links.ts";

let now = Date.UTC(2026, 10, 21);
const publicUrl = "https://vk.example";
const links = openConnectLinks({ keys: [{ id: "k1", key: randomBytes(32) }], publicUrl, clock: () => now });
const page = `${publicUrl}/integrations?connect=google&tools=gmail_send_message`;
const ada = principal({ label: "ada@acme.test" });
const textOf = (url: string) => url.slice(`${publicUrl}/connect/`.length);

test("a link leads its person to the page, and says nothing to who reads it", () => {
  const url = links.to(ada, page);
  expect(url).toMatch(/^https:\/\/vk\.example\/connect\/k1\.[\w-]+$/);
  for (const told of ["ada", "acme", "usr_1", "wsp_1", "google", "gmail"]) expect(url).not.toContain(told);
  expect(links.open(ada, textOf(url))).toBe("/integrations?connect=google&tools=gmail_send_message");
});

test("it opens for nobody else, nor for the same person in another workspace", () => {
  const text = textOf(links.to(ada, page));
  for (const other of [
    principal({ id: "usr_2", userId: "usr_2" }),
    principal({ workspaceId: "wsp_2" }),
    principal({ kind: "agent", id: "agt_1", agentId: "agt_1", userId: undefined }),
  ])
    expect(() => links.open(other, text)).toThrow(expect.objectContaining({ code: "connect_link_other" }));
});

test("an agent that acts for a person hands out that person's link", () => {
  const acting = principal({ kind: "agent", id: "agt_1", agentId: "agt_1" });
  expect(links.open(ada, textOf(links.to(acting, page)))).toContain("/integrations");
});

test("an agent by itself hands out the page of the admins, which asks for their role", () => {
  const alone = principal({ kind: "agent", id: "agt_1", agentId: "agt_1", userId: undefined });
  const admins = `${publicUrl}/settings/connectors?authorize=google`;
  expect(links.to(alone, admins)).toBe(admins);
});

test("a link that was changed, or is a day old, leads nowhere; and none leads out", () => {
  const text = textOf(links.to(ada, page));
  const flipped = text.slice(0, -2) + (text.at(-2) === "A" ? "B" : "A") + text.at(-1);
  for (const wrong of ["", "k1.", flipped, text.slice(0, -4), `k2${text.slice(2)}`])
    expect(() => links.open(ada, wrong)).toThrow(expect.objectContaining({ code: "connect_link_invalid" }));
  expect(() => links.to(ada, "https://elsewhere.example/integrations")).toThrow();
  now += 25 * 3_600_000;
  expect(() => links.open(ada, text)).toThrow(expect.objectContaining({ code: "connect_link_invalid" }));
});
