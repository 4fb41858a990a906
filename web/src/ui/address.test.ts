import { expect, test } from "vitest";
import { withChanges } from "./address.ts";

const after = (query: string, changes: Record<string, string | null>) =>
  withChanges(new URLSearchParams(query), changes).toString();

test("a filter is set and taken out, and leaves what is not its own", () => {
  expect(after("tab=a&health=red", { health: "yellow" })).toBe("tab=a&health=yellow");
  expect(after("tab=a&health=red", { health: null })).toBe("tab=a");
  expect(after("tab=a&health=red", { health: "" })).toBe("tab=a");
});

test("a filter leads back to the first page, the next page keeps the filters", () => {
  expect(after("health=red&cursor=c1", { health: "yellow" })).toBe("health=yellow");
  expect(after("health=red&cursor=c1", { cursor: "c2" })).toBe("health=red&cursor=c2");
  expect(after("health=red&cursor=c1", { cursor: null })).toBe("health=red");
});
