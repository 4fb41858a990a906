import { expect, it } from "vitest";
import { unenriched, unflowed } from "./flowed.ts";

it.each([
  ["joins soft lines", "One long \r\nline.\r\n\r\nNext.", "One long line.\n\nNext."],
  ["takes out stuffing", " >not quoted\r\n From here", ">not quoted\nFrom here"],
  ["keeps the mark of a signature", "Text \r\n-- \r\nAda", "Text \n-- \nAda"],
  [
    "joins within one depth of quotes only",
    "> old \r\n> text\r\n>> older \r\n> x\r\nnew",
    "> old text\n>> older \n> x\nnew",
  ],
])("%s (RFC 3676)", (_, text, expected) => expect(unflowed(text, false)).toBe(expected));

it("drops the blank that only DelSp put there", () => {
  expect(unflowed("打ち \r\n合わせ", true)).toBe("打ち合わせ");
});

it("takes linear time", () => {
  const started = performance.now();
  unflowed("a \r\n".repeat(300_000), true);
  expect(performance.now() - started).toBeLessThan(2000);
});

it("reads enriched text (RFC 1896)", () => {
  expect(unenriched("<bold>Now</bold> <color><param>red</param>is</color> 1 << 2 <<b>")).toBe(
    "Now is 1 < 2 <b>",
  );
});
