import { expect, test } from "vitest";
import { csvRecord } from "./csv.ts";

test("every field is quoted and every record ended as RFC 4180 says", () => {
  expect(csvRecord(["a", 1, null, 'say "hi", twice', "two\nlines", ""])).toBe(
    '"a","1","","say ""hi"", twice","two\nlines",""\r\n',
  );
});

test("nor a cell that a spreadsheet makes of the inside of one", () => {
  expect(csvRecord(["x;=1+1", "a;b; =2", "two\n-lines", "a=b; c-d", ";@x"])).toBe(
    `"x;'=1+1","a;b; '=2","two\n'-lines","a=b; c-d",";'@x"\r\n`,
  );
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"])(
  "%j does not begin a cell",
  (text) => {
    expect(csvRecord([text])).toBe(`"'${text}"\r\n`);
  },
);
