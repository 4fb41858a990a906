import { expect, test } from "vitest";
import { slugFor } from "./slug.ts";

const none = new Set<string>();

test("is the provider and the account's name", () => {
  expect(slugFor("google", "ada@acme.test", none)).toBe("google_ada");
  expect(slugFor("google", "Ops mail", none)).toBe("google_ops_mail");
});
test("is the provider alone where the name says nothing more", () => {
  for (const label of ["google", "google@acme.test", "@acme.test", "", "星野", "!!!"])
    expect(slugFor("google", label, none)).toBe("google");
});
test("counts on where it is taken", () => {
  expect(slugFor("google", "ada", new Set(["google_ada"]))).toBe("google_ada_2");
  expect(slugFor("google", "ada", new Set(["google_ada", "google_ada_2", "google_ada_3"]))).toBe(
    "google_ada_4",
  );
});
test("is lower snake case of at most 48 characters, whatever the name", () => {
  for (const label of [
    "Ádá O'Brien",
    "x".repeat(500),
    "a--b..c",
    "../../etc",
    "a\nb",
    "ＡＢＣ",
    "__proto__",
    "İstanbul",
    "e\u0301".repeat(80),
  ]) {
    expect(slugFor("google", label, none), label).toMatch(
      /^[a-z0-9]+(_[a-z0-9]+)*$|^google_[a-z0-9_]{1,32}$/,
    );
    expect(slugFor("google", label, none).length).toBeLessThanOrEqual(48);
  }
});
