import { expect, test } from "vitest";
import { matching } from "./fuzzy.ts";

const best = (search: string, ...names: string[]): string[] =>
  names
    .flatMap((name) => {
      const found = matching(name, search);
      return found ? [{ name, score: found.score }] : [];
    })
    .sort((a, b) => b.score - a.score)
    .map(({ name }) => name);

test("what begins so comes before what holds it, and that before what is scattered", () => {
  expect(best("con", "Silicon", "Connectors", "Revoke connector", "Clown")).toEqual([
    "Connectors",
    "Revoke connector",
    "Silicon",
    "Clown",
  ]);
});

test("starts of words are enough", () => {
  expect(best("gws", "google_workspace_sales", "Golden swan", "Gauss")).toEqual(["google_workspace_sales"]);
});

test("every word counts, in whatever order", () => {
  expect(best("slack revoke", "Revoke Slack ops", "Slack ops", "Revoke Google")).toEqual([
    "Revoke Slack ops",
  ]);
});

test("letters that are everywhere find nothing", () => {
  expect(matching("Maximiliane Anastasia", "mn")).toBeUndefined();
  expect(matching("Members", "xyz")).toBeUndefined();
});

test("it says which letters fit, and an empty search fits all", () => {
  expect(matching("Slack ops", "ops")?.at).toEqual([6, 7, 8]);
  expect(matching("Slack ops", " ")?.at).toEqual([]);
});
