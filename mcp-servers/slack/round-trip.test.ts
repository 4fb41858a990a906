import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fallbackOf, LONGEST_TEXT } from "./fallback.ts";
import { richTextOf } from "./from-markdown.ts";
import { objectOf } from "./json.ts";
import { markdownOf } from "./mrkdwn.ts";
import type { Inline, RichElement, RichText, Style } from "./rich-text.ts";
import { markdownOfRichText } from "./rich-text-markdown.ts";

const known = {
  people: new Map([["ada", "U01ADA"]]),
  channels: new Map([["general", "C01GEN"]]),
};
const names: Record<string, string> = { U01ADA: "ada", C01GEN: "general" };
const nameOf = (id: string) => names[id] ?? id;
const read = (rich: RichText) => markdownOfRichText(objectOf(rich), nameOf) ?? "";

/** Words that hold everything that is markup somewhere: markdown, Slack's own, HTML. */
const WORDS = [
  "plain",
  "Ünï",
  "星野",
  "a*b",
  "*x*",
  "**",
  "_y_",
  "snake_case",
  "__",
  "`tick`",
  "~z~",
  "~5",
  "<!here>",
  "<!channel>",
  "<@U99EVIL>",
  "<#C99EVIL>",
  "<tel:1|bank>",
  "<b>",
  "&amp;",
  "&lt;",
  "a&b",
  "[l](/evil)",
  "![p](x)",
  "\\",
  "\\*",
  "#",
  "##",
  ">",
  "-",
  "+",
  "1.",
  "2)",
  "===",
  "---",
  "|",
  ":",
  ":tada:",
  "10:30:45",
  "x<y",
  "a>b",
  "$1",
  "{}",
  "!",
];
const word = fc.constantFrom(...WORDS);
const phrase = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(" "));
const style = fc.constantFrom<Style | undefined>(
  undefined,
  { bold: true },
  { italic: true },
  { strike: true },
  { bold: true, italic: true },
  { bold: true, strike: true },
);
/** Letters at both ends: markdown knows no bold that begins with a mark beside a word. */
const styled = fc.tuple(phrase, style).map(
  ([text, of]): Inline => ({
    type: "text",
    text: of ? `a ${text} z` : text,
    ...(of && { style: of }),
  }),
);
const inline: fc.Arbitrary<Inline> = fc.oneof(
  { weight: 4, arbitrary: styled },
  fc
    .constantFrom("x<y>", "a `b` c", "*x*", "@ada", "$(rm)")
    .map((text): Inline => ({ type: "text", text, style: { code: true } })),
  fc
    .tuple(fc.webUrl(), fc.constantFrom("see [this]", "more", "a_b*c"))
    .map(([url, text]): Inline => ({ type: "link", url: url.replace(/[()|*_~'"`<>\\]/g, ""), text })),
  fc.constant<Inline>({ type: "user", user_id: "U01ADA" }),
  fc.constant<Inline>({ type: "channel", channel_id: "C01GEN" }),
  fc.constantFrom<Inline>({ type: "emoji", name: "tada" }, { type: "emoji", name: "+1" }),
);
/** Spaces between the pieces, and a letter at both ends. */
const line = fc.array(inline, { minLength: 1, maxLength: 5 }).map((pieces): Inline[] => {
  const all: Inline[] = [{ type: "text", text: "a " }];
  for (const piece of pieces) {
    all.push(piece, { type: "text", text: " " });
  }
  all.push({ type: "text", text: "z" });
  const merged: Inline[] = [];
  for (const piece of all) {
    const last = merged.at(-1);
    if (piece.type === "text" && !piece.style && last?.type === "text" && !last.style)
      last.text += piece.text;
    else merged.push({ ...piece });
  }
  return merged;
});
const section = line.map((elements): RichElement => ({ type: "rich_text_section", elements }));
const list = fc
  .tuple(
    fc.constantFrom("bullet" as const, "ordered" as const),
    fc.array(line, { minLength: 1, maxLength: 3 }),
    fc.nat({ max: 3 }),
  )
  .map(
    ([kind, items, offset]): RichElement => ({
      type: "rich_text_list",
      style: kind,
      indent: 0,
      ...(kind === "ordered" && offset > 0 && { offset }),
      elements: items.map((elements) => ({ type: "rich_text_section", elements })),
    }),
  );
const quote = line.map((elements): RichElement => ({ type: "rich_text_quote", elements }));
const pre = fc.array(word, { minLength: 1, maxLength: 6 }).map(
  (words): RichElement => ({
    type: "rich_text_preformatted",
    elements: [{ type: "text", text: `${words.join("\n")}\n\`\`\`\n\tend` }],
  }),
);
/** Elements of other kinds in turn: two paragraphs or two lists beside each other are one. */
const rich = fc.tuple(section, fc.array(fc.oneof(list, quote, pre), { maxLength: 1 }), section).map(
  ([first, others, last]): RichText => ({
    type: "rich_text",
    elements: others.length > 0 ? [first, ...others, last] : [first],
  }),
);

describe("a message read and sent again", () => {
  it("says the same, whatever is in it", () => {
    fc.assert(
      fc.property(rich, (before) => {
        const markdown = read(before);
        expect(richTextOf(markdown, known), markdown).toEqual(before);
      }),
      { numRuns: 1_500 },
    );
  });

  it("keeps every word of any markdown", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(word, fc.constantFrom("\n", "\n\n", "    ", "- ", "> ", "1. ", "```\n", "**", "`")),
          { maxLength: 30 },
        ),
        (parts) => {
          const markdown = parts.join(" ");
          const said = JSON.stringify(richTextOf(markdown, known));
          for (const kept of ["plain", "snake_case", "Ünï", "星野"])
            if (markdown.includes(kept)) expect(said).toContain(kept);
          const again = richTextOf(read(richTextOf(markdown, known)), known);
          expect(JSON.stringify(again).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 1_500 },
    );
  });
});

describe("markdown as an agent writes it", () => {
  it.each([
    ["- a\n    - b\n        1. c\n- d", undefined],
    ["1. a\n    - b\n2. c\n3. d", undefined],
    ["3. third\n4. fourth", undefined],
    ["# Title\n\ntext", "**Title**\n\ntext"],
    ["one\ntwo  \nthree", "one\ntwo\nthree"],
    ["- [ ] open\n- [x] done", "- ☐ open\n- ☑ done"],
    ["![cat](https://a.test/c.png)", "[cat](https://a.test/c.png)"],
    ["<https://a.test|words> and <https://b.test>", "[words](https://a.test) and https://b.test"],
    ["[x](javascript:alert(1)) [y](/local)", "x (javascript:alert(1)) y (/local)"],
    ["> a\n> b\n>\n> - c", "> a\n> b\n> \\- c"],
    ["a\n\n---\n\nb", "a\n\n———\n\nb"],
    ["~~~\n``` in it\n~~~", "````\n``` in it\n````"],
    [
      "<div>**x**</div>\n\n[a]: https://a.test",
      "\\<div>**x**\\</div>\n\n\\[a]: https://a.test".replace("\\[a]", "[a]"),
    ],
    ["- a\n\n  ```\n  code\n  ```\n- b", "- a\n\n```\ncode\n```\n\n- b"],
  ])("%j", (markdown, shown = markdown) => {
    const first = read(richTextOf(markdown, known));
    expect(first).toBe(shown);
    expect(read(richTextOf(first, known))).toBe(shown);
  });
  it("becomes a table in a code block, whatever its cells hold", () => {
    const table = "| a | 価格 |\n| --- | ---: |\n| `x` \\| y | 12 |\n| only one |";
    expect(richTextOf(table, known).elements).toEqual([
      {
        type: "rich_text_preformatted",
        elements: [{ type: "text", text: "a        | 価格\n---------|-----\n`x` | y  |   12\nonly one |" }],
      },
    ]);
  });
});

describe("the text beside the blocks", () => {
  it("mentions and links what the blocks do and nothing else, and reads back as the same words", () => {
    fc.assert(
      fc.property(rich, (message) => {
        const text = fallbackOf(message);
        const tokens = [...text.matchAll(/<([^>]*)>/g)].map(([, inside]) => inside ?? "");
        for (const token of tokens) expect(token).toMatch(/^(@U01ADA|#C01GEN|https?:)/);
        expect(text).not.toContain("<!");
        const words = markdownOf(text, nameOf).replace(/[^a-z]/g, "");
        for (const kept of ["plain", "snakecase"])
          if (text.replace(/[^a-z]/g, "").includes(kept)) expect(words).toContain(kept);
      }),
      { numRuns: 500 },
    );
  });
  it("is cut where Slack would refuse an edit, never inside a link or an entity", () => {
    for (const piece of ["&", "<", "[more words](https://a.test/some/where) ", "星"]) {
      const text = fallbackOf(richTextOf(piece.repeat(5_000), known));
      expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT);
      expect(text.endsWith("…")).toBe(true);
      expect(text.replace(/&(amp|lt|gt);/g, "").replace(/<https:[^<>]*>/g, "")).not.toMatch(/[&<>]/);
    }
  });
});
