import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";
import { and, bytes, duration, percent } from "./format.ts";
import { plural } from "./plural.ts";

test.each([
  [0, "No agent uses it"],
  [1, "1 agent uses it"],
  [2, "2 agents use it"],
  [12_345, "12,345 agents use it"],
])("%i chooses its whole sentence", (count, said) => {
  expect(plural(count, { zero: "No agent uses it", one: "# agent uses it", other: "# agents use it" })).toBe(
    said,
  );
});

test("without words for none, none is many", () => {
  expect(plural(0, { one: "# agent", other: "# agents" })).toBe("0 agents");
});

test("sizes, spans, shares and lists are told in their unit", () => {
  expect([0, 999, 1_000, 12_345_678, 1e15].map(bytes)).toEqual([
    "0 B",
    "999 B",
    "1.0 KB",
    "12.3 MB",
    "1000 TB",
  ]);
  expect([12.4, 1_240, 45_000, 180_000].map(duration)).toEqual(["12 ms", "1.2 s", "45 s", "3 min"]);
  expect(percent(0.125)).toBe("12.5%");
  expect(and(["Ana", "Li", "Sam"])).toBe("Ana, Li and Sam");
});

const src = new URL("../", import.meta.url);
const TEXT_PROPS =
  /^(aria-label|aria-description|title|label|placeholder|description|error|alt|lead|what|name|keep|act|word)$/;
const SPEAKERS = new Set(["announce", "offerUndo"]);
/** Names that are the same in every language: the product, keys, and how the page that tests a token names itself. */
const NAMES = new Set(["Valetkey", "Ctrl K", "Control+K Meta+K", "Valetkey page"]);
const isWords = (text: string) =>
  !NAMES.has(text.trim()) && (/\p{L}\s+\p{L}/u.test(text) || /^\s*\p{Lu}\p{Ll}+\s*$/u.test(text));
const isSentence = (text: string) => !NAMES.has(text) && /^\p{Lu}\p{Ll}*\s+\p{L}/u.test(text);

/** What of a file people would read and a translator would not find, as "file:line text". */
function inline(file: string, source: string): string[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node, told: boolean) => {
    const text = textOf(node, told);
    if (
      text !== undefined &&
      (ts.isJsxText(node) ? /\p{L}/u.test(text) && isForPeople(node) : said(text, told))
    ) {
      found.push(`${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${text.trim()}`);
    }
    if (ts.isImportDeclaration(node)) return;
    const tells = told || isTextProp(node) || isSpoken(node);
    ts.forEachChild(node, (child) => visit(child, tells));
  };
  visit(tree, false);
  return found;
}

const said = (text: string, told: boolean) => (told ? isWords(text) : isSentence(text));
const isTextProp = (node: ts.Node) => ts.isJsxAttribute(node) && TEXT_PROPS.test(node.name.getText());
const isSpoken = (node: ts.Node) => ts.isCallExpression(node) && SPEAKERS.has(node.expression.getText());
/** Commands and keys are typed as they stand. */
const isForPeople = ({ parent, text }: ts.JsxText) =>
  !NAMES.has(text.trim()) &&
  !(ts.isJsxElement(parent) && /^(code|kbd)$/.test(parent.openingElement.tagName.getText()));

/** A value stands for a word where people are told it: "Revoke …" is one. */
function textOf(node: ts.Node, told: boolean): string | undefined {
  if (ts.isJsxText(node) || ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node))
    return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  if (
    ![node.head, ...node.templateSpans.map((span) => span.literal)].some((part) => /\p{L}/u.test(part.text))
  )
    return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(told ? "x" : "…");
}

const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.|^words\/|^words\\/.test(file),
);

test("nothing that people read is written outside this folder", () => {
  expect(files.length).toBeGreaterThan(200);
  expect(files.flatMap((file) => inline(file, readFileSync(new URL(file, src), "utf8")))).toEqual([]);
});

test.each([
  ["<p>Nothing is here.</p>", 1],
  ["<p>Revoke {name}</p>", 1],
  ["<p><code>npm run audit -- verify</code></p>", 0],
  ['<Table label="Agents" />', 1],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source that holds one
  ["<Button aria-label={`Revoke ${name}`} />", 1],
  ['announce(on ? "Guard switched on" : said.off)', 1],
  ['const failed = "Failed to load it";', 1],
  ['<Button variant="default" className="one two">{words.keep(name)}</Button>', 0],
])("%s holds %i such texts", (source, count) => {
  expect(inline("page.tsx", source)).toHaveLength(count);
});
