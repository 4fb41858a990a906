import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DOCUMENT, record } from "./record.ts";

test("docs/cli.md shows what the program says", async () => {
  const document = readFileSync(DOCUMENT, "utf8");
  expect(await record(document)).toBe(document); // node tools/cli/record.ts writes it anew
}, 600_000);
