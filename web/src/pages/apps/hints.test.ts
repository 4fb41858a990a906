import { expect, test } from "vitest";
import { guideOf } from "../../words/guides/index.ts";
import { blank } from "./draft.ts";
import { hintsOf } from "./hints.ts";

const google = guideOf({ id: "google", title: "Google" });
const app = guideOf({ id: "github", title: "GitHub" }, "github_app");

test("nothing is hinted while a field is empty, or looks as it should", () => {
  expect(hintsOf(blank, google)).toEqual({});
  const right = { clientId: "12-ab.apps.googleusercontent.com", secret: "GOCSPX-abcdefghijklmnopqrstu" };
  expect(hintsOf({ ...blank, ...right }, google)).toEqual({});
});

test.each([
  [google, { clientId: "12-ab" }, "clientId", "apps.googleusercontent.com"],
  [google, { secret: "abc" }, "secret", "GOCSPX-"],
  [google, { clientId: "a b" }, "clientId", "space"],
  [google, { clientId: "same", secret: "same" }, "secret", "another value"],
  [app, { clientId: "Ov23abcdefgh12345678" }, "clientId", "Iv"],
  [app, { key: "MIIEow" }, "key", "BEGIN"],
  [app, { number: "Iv1" }, "number", "number"],
] as const)("%# is hinted at", (guide, draft, field, said) => {
  expect(hintsOf({ ...blank, ...draft }, guide)[field]).toContain(said);
});

test("a provider that somebody defined has a guide too, and no look of its ids", () => {
  const guide = guideOf({ id: "tracker", title: "Tracker" });
  expect(guide.title).toBe("Tracker OAuth client");
  expect(hintsOf({ ...blank, clientId: "anything" }, guide)).toEqual({});
});
