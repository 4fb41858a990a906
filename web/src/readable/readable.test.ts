import { expect, test } from "vitest";
import { labelOf, pieceOf, type Shown, shownFields, visible } from "./readable.ts";

const shown = (name: string, text: string, more: Partial<Shown> = {}): Shown => ({
  name,
  text,
  length: text.length,
  cut: false,
  hidden: false,
  ...more,
});

test("whom it reaches comes first, the rest in its own order", () => {
  const fields = shownFields(["subject", "body", "bcc", "to"].map((name) => shown(name, "x")));
  expect(fields.map(({ key }) => key)).toEqual(["bcc", "to", "subject", "body"]);
  expect(fields.map(({ weighty }) => weighty)).toEqual([true, true, false, false]);
});

test("indented JSON becomes a list, JSON that hides something stays as it was written", () => {
  const [list, twice] = shownFields([
    shown("a", JSON.stringify(["x@y.test"], null, 2)),
    shown("b", '{"x":1,"x":2}'),
  ]);
  expect(list?.piece).toEqual({ kind: "list", items: [{ kind: "text", text: "x@y.test", odd: false }] });
  expect(twice?.piece).toEqual({ kind: "text", text: '{"x":1,"x":2}', odd: false });
});

test("what was cut, left out or spelled out says so", () => {
  const [cut, hidden, odd] = shownFields([
    shown("a", "[1, 2", { cut: true, length: 900 }),
    shown("b", "", { hidden: true }),
    shown("c", "pay\\u202egpj.exe"),
  ]);
  expect(cut?.piece).toMatchObject({ text: expect.stringContaining("the first 5 of 900 characters") });
  expect(hidden?.piece).toMatchObject({ text: "(left out: it looks like a secret)" });
  expect(odd?.piece).toMatchObject({ text: "pay\\u202egpj.exe", odd: true });
});

test("names are read as words", () => {
  expect(labelOf("send_updates")).toBe("Send updates");
  expect(labelOf("maxResults")).toBe("Max results");
  expect(labelOf("")).toBe("(no name)");
});

test("what the eye cannot see is named", () => {
  expect(visible("pay\u202egpj.exe")).toBe("pay⟨U+202E⟩gpj.exe");
  expect(visible("a\u200bb\u{e0041}c\u0000")).toBe("a⟨U+200B⟩b⟨U+E0041⟩c⟨U+0000⟩");
  expect(visible("line\r\nline\ttab")).toBe("line\nline\ttab");
  expect(visible("old\rnew")).toBe("old⟨U+000D⟩new");
  expect(visible("👩\u200d💻 and ❤️\u200d🔥")).toBe("👩\u200d💻 and ❤️\u200d🔥");
});

test("addresses with letters of another alphabet are pointed out, prose is not", () => {
  expect(pieceOf("аda@acme.test")).toMatchObject({ odd: true });
  expect(pieceOf("https://аcme.test/pay")).toMatchObject({ odd: true });
  expect(pieceOf("ada@acme.test")).toMatchObject({ odd: false });
  expect(pieceOf("Grüße aus Köln")).toMatchObject({ odd: false });
});

test("every shape of JSON becomes something to read", () => {
  expect(pieceOf({ a: [1, { b: null }], c: true, d: "", e: [] })).toEqual({
    kind: "group",
    fields: [
      {
        key: "a",
        label: "A",
        weighty: false,
        piece: {
          kind: "list",
          items: [
            { kind: "text", text: "1", odd: false },
            {
              kind: "group",
              fields: [
                {
                  key: "b",
                  label: "B",
                  weighty: false,
                  piece: { kind: "text", text: "(nothing)", odd: false },
                },
              ],
            },
          ],
        },
      },
      { key: "c", label: "C", weighty: false, piece: { kind: "text", text: "yes", odd: false } },
      { key: "d", label: "D", weighty: false, piece: { kind: "text", text: "(empty text)", odd: false } },
      { key: "e", label: "E", weighty: false, piece: { kind: "text", text: "(empty list)", odd: false } },
    ],
  });
});
