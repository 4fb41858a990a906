import { expect, test } from "vitest";
import { readDefinitions } from "../gateway/catalog/index.ts";
import { facts } from "../web/src/words/catalogue-facts.ts";
import { definitions, definitionText } from "../web/src/words/definitions.ts";

const definable = facts.filter(({ how }) => how === "definable").map(({ id }) => id);

test("every service that is called definable has a definition that the gateway takes", () => {
  expect(definable.toSorted()).toEqual(Object.keys(definitions).toSorted());
  for (const id of definable) expect(readDefinitions(definitionText(id))).toMatchObject([{ id }]);
});

test("each service is named once", () => {
  expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
});
