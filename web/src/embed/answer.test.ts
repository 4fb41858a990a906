import { expect, test } from "vitest";
import { embed } from "../words/embed.ts";
import { isMissing, type Need, needsOf, ownAddress, untoldOf } from "./answer.ts";

const need: Need = {
  code: "connection_required",
  provider: "google",
  provider_title: "Google",
  connector: null,
  message: "",
  tools: ["gmail_search_threads"],
  missing_scopes: [],
  who: "you",
  url: "https://valetkey.acme.test/integrations?connect=google",
};
const server = (id: string, needs: Need[]) => ({
  id,
  title: id,
  provider: "google",
  state: "blocked" as const,
  usable: 0,
  blocked: 1,
  needs,
  more_needs: 0,
});

test("one lack of two servers is one line with the tools of both", () => {
  const needs = needsOf({
    caller: { kind: "user", id: "usr_1", name: "Ana" },
    checked_at: "2026-01-01T00:00:00.000Z",
    ready: false,
    servers: [
      server("gmail", [need]),
      server("google_drive", [{ ...need, tools: ["drive_search", "gmail_search_threads"] }]),
      server("slack", [{ ...need, provider: "slack", provider_title: "Slack", who: "admin" }]),
    ],
  });
  expect(needs.map((each) => embed.need(each))).toEqual([
    "Google is not connected. 2 tools are not available.",
    "Slack is not connected. 1 tool is not available. An admin can fix it.",
  ]);
  expect(needs.map((each) => embed.action(each))).toEqual(["Connect Google", "Details"]);
});

test("connections that the answer only counts are said", () => {
  const answer = {
    caller: { kind: "user" as const, id: "usr_1", name: "Ana" },
    checked_at: "2026-01-01T00:00:00.000Z",
    ready: false,
    servers: [{ ...server("gmail", [need]), more_needs: 12 }, server("slack", [])],
  };
  expect(untoldOf(answer)).toBe(12);
  expect(embed.more(12)).toBe("And 12 more connections.");
  expect(untoldOf({ ...answer, servers: [] })).toBe(0);
});

test("an answer that is none is not used, and a link leads to the gateway alone", () => {
  expect([null, "x", {}, { ready: true, servers: [{}] }].map(isMissing)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(isMissing({ ready: true, servers: [] })).toBe(true);
  const gateway = "https://valetkey.acme.test";
  expect(ownAddress(need.url, gateway)).toBe(need.url);
  for (const url of ["https://evil.test/", "javascript:alert(1)", "//evil.test", "nothing"])
    expect(ownAddress(url, gateway)).toBeUndefined();
});
