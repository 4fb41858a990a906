import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { askSecret, confirm } from "./ask.ts";
import type { Io } from "./io.ts";
import { openProgress } from "./progress.ts";
import { sheet, table } from "./table.ts";
import { bytes, clean, cut, widthOf } from "./text.ts";

/** A terminal of so many columns at which somebody types. */
function terminal(columns: number | undefined, env: Record<string, string> = {}) {
  const keys = Object.assign(new PassThrough(), { isTTY: true, raw: [] as boolean[] });
  const input = Object.assign(keys, { setRawMode: (raw: boolean) => void keys.raw.push(raw) });
  const said: string[] = [];
  const stop = new AbortController();
  const io: Io = {
    out() {},
    err: (text) => void said.push(text),
    env,
    columns,
    input,
    signal: stop.signal,
    live: true,
  };
  return { io, said, input, stop };
}
const rows = [
  { name: "google_ada", account: "ada.lovelace@a-very-long-domain.example", calls: 7 },
  { name: "日本", account: "x\u001b[31m\u202ey", calls: 12_345 },
];
const columns = [
  { title: "name", cell: (row: (typeof rows)[number]) => row.name },
  { title: "account", cell: (row: (typeof rows)[number]) => row.account, shrinks: true },
  { title: "calls", cell: (row: (typeof rows)[number]) => String(row.calls), right: true },
];

test("a table fits the terminal, and is whole and bare in a pipe; nothing in it moves the cursor", () => {
  const fits = table(terminal(40, { NO_COLOR: "1" }).io, rows, columns, "none");
  expect(fits).toBe(
    "name        account                calls\ngoogle_ada  ada.lovelace@a-very-…      7\n日本        x [31m y               12345\n",
  );
  for (const line of fits.trimEnd().split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(40);
  expect(table(terminal(undefined).io, rows, columns, "none")).toBe(
    "name\taccount\tcalls\ngoogle_ada\tada.lovelace@a-very-long-domain.example\t7\n日本\tx [31m y\t12345\n",
  );
  expect(table(terminal(undefined, { COLUMNS: "60" }).io, rows, columns, "none")).toContain(
    "google_ada  ada",
  );
  expect(table(terminal(80).io, [], columns, "none")).toBe("none\n");
  expect(table(terminal(undefined).io, [], columns, "none")).toBe("");
  expect(table(terminal(80).io, rows, columns, "none")).toContain("\u001b[1mname");
  expect(
    sheet(terminal(80, { NO_COLOR: "1" }).io, [
      ["Long name", "a\nb"],
      ["x", ""],
    ]),
  ).toBe("Long name  a b\nx\n");
});

test("text: widths, cuts, sizes", () => {
  expect([widthOf("日本"), widthOf("e\u0301"), cut("日本語", 4), cut("abc", 3), clean("a\tb\u0007")]).toEqual(
    [4, 1, "日…", "abc", "a b "],
  );
  expect([0, 999, 1_000, 1_234_567].map(bytes)).toEqual(["0 B", "999 B", "1.0 KB", "1.2 MB"]);
});

test("a yes is asked for, once; anything else changes nothing; without a terminal it is said how", async () => {
  const asked = async (typed: string) => {
    const { io, input, said } = terminal(80);
    const answer = confirm(io, "Sure?", undefined).then(
      () => "yes",
      (error: Error) => error.message,
    );
    input.write(typed);
    expect(said).toEqual(["Sure? [y/N] "]);
    return answer;
  };
  expect([await asked("y\n"), await asked("YES\r"), await asked("\n"), await asked("no\n")]).toEqual([
    "yes",
    "yes",
    "Nothing was changed.",
    "Nothing was changed.",
  ]);
  await expect(confirm({ out() {}, err() {}, env: {} }, "Sure?", undefined)).rejects.toMatchObject({
    exit: 2,
    next: expect.stringContaining("--yes"),
  });
  await confirm({ out() {}, err() {}, env: {} }, "Sure?", true);
});

test("a secret is typed without a trace, mended, and left with Ctrl-C", async () => {
  const { io, input, said } = terminal(80);
  const typed = askSecret(io, "Passphrase: ", "instead");
  input.write("hushx\u007f!\n");
  expect(await typed).toBe("hush!");
  expect(said).toEqual(["Passphrase: ", "\n"]);
  expect(input.raw).toEqual([true, false]);
  const left = askSecret(io, "Passphrase: ", "instead");
  input.write("hu\u0003");
  await expect(left).rejects.toMatchObject({ exit: 130 });
  const { io: other, stop } = terminal(80);
  const ended = askSecret(other, "Passphrase: ", "instead");
  stop.abort();
  await expect(ended).rejects.toMatchObject({ exit: 130 });
});

test("progress leaves no line behind on a terminal", async () => {
  const { io, said } = terminal(80);
  const progress = openProgress(io);
  await new Promise((go) => setTimeout(go, 120));
  progress.tell("1 of 2");
  progress.done();
  expect(said.join("")).toBe("1 of 2 …\r        \r");
});
