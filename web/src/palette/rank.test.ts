import { expect, test } from "vitest";
import type { Entry, Kind } from "./entries.ts";
import { rank } from "./rank.ts";
import { nameIn } from "./things.ts";

const Nothing = () => null;
const entry = (kind: Kind, name: string, more: Partial<Entry> = {}): Entry => ({
  id: `${kind} ${name}`,
  kind,
  name,
  Icon: Nothing,
  run: () => undefined,
  ...more,
});
const all = [
  entry("pages", "Connectors"),
  entry("pages", "Audit"),
  entry("actions", "Invite a member"),
  entry("actions", "Revoke Slack ops", { quiet: true }),
  entry("connectors", "Slack ops", { detail: "ops@acme.test", quiet: true }),
];
const names = (search: string, recent: string[] = []) =>
  rank(all, search, recent).map(({ kind, hits }) => [kind, ...hits.map((hit) => hit.entry.name)]);

test("without a search: what was used last, then actions and pages, and no name twice", () => {
  expect(names("", ["connectors Slack ops", "pages Audit", "agents gone"])).toEqual([
    ["recent", "Slack ops", "Audit"],
    ["actions", "Invite a member"],
    ["pages", "Connectors"],
  ]);
});

test("the kind with the best fit comes first, and what is beside a name finds it too", () => {
  expect(names("slack")).toEqual([
    ["connectors", "Slack ops"],
    ["actions", "Revoke Slack ops"],
  ]);
  expect(names("ops@acme")).toEqual([["connectors", "Slack ops"]]);
  expect(names("nowhere")).toEqual([]);
});

test("of what somebody writes the gateway is asked for the name alone", () => {
  expect(
    ["revoke support mailbox", "Tokens of Mail helper", "ana@acme.test", "g", "revoke"].map(nameIn),
  ).toEqual(["support mailbox", "mail helper", "ana@acme.test", "", ""]);
});
