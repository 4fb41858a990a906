import { expect, test } from "vitest";
import { traceOf } from "./trace.ts";

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";

test("a trace of the caller is gone on with, under a span of our own", () => {
  const trace = traceOf(`00-${ID}-${PARENT}-01`);
  expect(trace?.id).toBe(ID);
  expect(trace?.span).toMatch(/^[0-9a-f]{16}$/);
  expect(trace?.span).not.toBe(PARENT);
  expect(traceOf(`cc-${ID}-${PARENT}-01-more`, () => "1")).toEqual({ id: ID, span: "1" });
});

test("what is no traceparent is as if none had come", () => {
  for (const wrong of [
    undefined,
    7,
    "",
    `ff-${ID}-${PARENT}-01`,
    `00-${ID}-${PARENT}-01-more`,
    `00-${"0".repeat(32)}-${PARENT}-01`,
    `00-${ID}-${"0".repeat(16)}-01`,
    `00-${ID.toUpperCase()}-${PARENT}-01`,
    `00-${ID}\n-${PARENT}-01`,
    `00-${ID}-${PARENT}-01`.padEnd(300, "-x"),
  ])
    expect(traceOf(wrong)).toBeUndefined();
});
