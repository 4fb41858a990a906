import { expect, test } from "vitest";
import type { Connector } from "../../api/contract.ts";
import { offboardingReport } from "./offboarding.ts";
import { difference } from "./roles.ts";

const connector = (id: string, connected = true) =>
  ({ id, name: `=${id}`, account: `${id}@x.test`, connected }) as Connector;

test("the report says of each connection what became of it, and of the rest how much ended", () => {
  const report = offboardingReport(
    { name: "Nia", email: "nia@acme.test", role: "admin" },
    {
      personal: [connector("mine"), connector("gone", false), connector("cut")],
      shared: [connector("team")],
      revoked: new Set(["cut"]),
    },
    { sessions: 2, tokens: 0, invitations: 1, grants: 1, run: "run_1" },
    { email: "owner@acme.test", at: "2026-11-21T20:00:00.000Z" },
  );
  const lines = report.split("\r\n");
  expect(lines).toContain("Own connection,'=mine,mine@x.test,ended here; the provider is told");
  expect(lines).toContain("Own connection,'=gone,gone@x.test,had ended before");
  expect(lines).toContain("Own connection,'=cut,cut@x.test,revoked before the removal");
  expect(lines).toContain("Shared connection,'=team,team@x.test,goes on as it was");
  expect(lines).toContain("API tokens,,,none");
  expect(lines).toContain("Revocation run,run_1,,");
});

test("a change of role names what is gained and what is lost", () => {
  expect(difference("member", "auditor").gains).toHaveLength(2);
  expect(difference("member", "auditor").loses).toEqual(["Connect accounts of their own"]);
  expect(difference("admin", "owner").loses).toEqual([]);
  expect(difference("admin", "admin")).toEqual({ gains: [], loses: [] });
});
