import { expect, it } from "vitest";
import { markdownOf, plainLine } from "./html-markdown.ts";
import { tidy } from "./tidy.ts";

const all = (html: string) => tidy(markdownOf(html, "all"));
const fresh = (html: string) => tidy(markdownOf(html, "new"));

it.each([
  ["a link", '<a href="https://a.test/?x=1&amp;y=2">here</a>', "[here](https://a.test/?x=1&y=2)"],
  [
    "a button made of tables",
    '<a href="https://a.test"><table><tr><td><div>Pay now</div></td></tr></table></a>',
    "[Pay now](https://a.test)",
  ],
  [
    "a link around a picture",
    '<a href="https://a.test"><img src="x.png" alt="Logo"></a>',
    "[Logo](https://a.test)",
  ],
  ["an address", '<a href="mailto:a@b.test">a@b.test</a>', "a@b.test"],
  ["a script link", '<a href="javascript:alert(1)">click</a>', "click"],
  ["a heading", "<h2>Title</h2><p>Text</p>", "## Title\n\nText"],
  ["emphasis", "<p><b>bold</b> and <i></i>plain</p>", "**bold** and plain"],
  ["lists", "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>", "- a\n- b\n\n 1. c"],
  ["entities", "<p>&lt;tag&gt; &amp; &euro;&nbsp;5</p>", "<tag> & €\u00a05"],
  [
    "a data table",
    "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>x|y</td></tr></table>",
    "| A | B |\n| --- | --- |\n| 1 | x\\|y |",
  ],
  [
    "a layout table",
    '<table role="presentation"><tr><td>One</td><td>Two</td></tr><tr><td>Three</td><td></td></tr></table>',
    "One\nTwo\nThree",
  ],
  ["unclosed tags", "<div><p>One<p>Two<b>three", "One\n\nTwo**three**"],
  ["text outside the body", "<body>in</body>out", "inout"],
])("converts %s", (_, html, expected) => expect(all(html)).toBe(expected));

it.each([
  "<style>p{}</style>",
  "<script>x()</script>",
  '<div style="display:none">x</div>',
  '<span style="DISPLAY : NONE">x</span>',
  '<p hidden="">x</p>',
  '<div style="max-height:0px;overflow:hidden">x</div>',
  '<td style="mso-hide:all">x</td>',
  '<img src="https://t.test/o.gif" width="1" height="1" alt="x">',
  '<a style="display:none" href="https://a.test">x</a>',
  "<title>x</title>",
  '<ul style="display:none"><li>x</li></ul>',
  "<ol hidden><li>x</li></ol>",
  "<ul><li hidden>x</li></ul>",
  '<blockquote style="display:none">x</blockquote>',
  '<b style="visibility:hidden">x</b>',
  '<span style="font-size:0">x</span>',
  '<div style="height:0;overflow:hidden"><p>x</p></div>',
  '<div style="overflow:hidden;max-width:0px">x</div>',
  "<!-- x -->",
])("drops %s", (html) => expect(all(`<div>seen</div>${html}`)).toBe("seen"));

it.each([
  [
    "Gmail",
    '<div dir="ltr">New</div><div class="gmail_quote"><div class="gmail_attr">On x, A wrote:</div><blockquote>old</blockquote></div>',
  ],
  ["Apple", 'New<blockquote type="cite">old</blockquote>'],
  [
    "Thunderbird",
    '<p>New</p><div class="moz-cite-prefix">On x wrote</div><blockquote type="cite">old</blockquote><pre class="moz-signature">sig</pre>',
  ],
  [
    "Outlook on the web",
    '<div>New</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> A</div><div>old</div>',
  ],
  [
    "Outlook",
    '<p>New</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> A &lt;a@b.test&gt;<br><b>Sent:</b> x</p></div><p>old</p>',
  ],
  ["Yahoo", '<div>New</div><div class="yahoo_quoted">old</div>'],
  ["Proton", '<div>New</div><div class="protonmail_quote">old</div>'],
  ["a signature", '<div>New</div><div class="gmail_signature">sig</div>'],
])("drops the history of %s", (_, html) => {
  expect(fresh(html)).toBe("New");
  expect(all(html)).not.toBe("New");
});

it("keeps a forwarded message, an ordinary quotation and a bare history", () => {
  expect(
    fresh('FYI<div class="gmail_quote">---------- Forwarded message ---------<br>Good news</div>'),
  ).toContain("Good news");
  expect(fresh("<p>He said</p><blockquote>wise words</blockquote>")).toContain("> wise words");
  expect(fresh('<div id="divRplyFwdMsg">From: A</div><div>old</div>')).toContain("old");
});

it("takes linear time and a bounded stack on hostile HTML", () => {
  const started = performance.now();
  for (const tag of [
    "<div>",
    "<br>",
    "<a href=x>",
    "<b>x</b> ",
    "<b style=font-size:0>x",
    "<i style=font-size:0>x</i>",
    "<style>.a{display:none}",
    "<ul hidden><li>",
    "<table><tr><td>",
    "<blockquote>",
    "<",
    "<!--",
    "&#847;",
    "<p>*",
  ]) {
    all(tag.repeat(60_000 / tag.length));
  }
  expect(performance.now() - started).toBeLessThan(8000);
});

it("keeps what only looks hidden", () => {
  expect(all('<table style="font-size:0"><tr><td style="font-size:14px">cell</td></tr></table>')).toBe(
    "cell",
  );
  expect(all('<div style="font-size:0"><span class="text">styled</span></div>')).toBe("styled");
  expect(all('<div style="overflow:hidden;height:20px">tall</div><p style="font-size:0.9em">small</p>')).toBe(
    "tall\n\nsmall",
  );
});

it("says that a mail was too long to convert", () => {
  expect(all(`<p>${"x".repeat(2_100_000)}</p>`)).toContain("too long to convert");
});

it("reads Gmail's snippets", () => {
  expect(plainLine("Tom &amp; Ann &#39;n&#39; &lt;b@c.test&gt;")).toBe("Tom & Ann 'n' <b@c.test>");
});

it.each([
  ["<div>".repeat(100_000), ""],
  ["<b>".repeat(100_000), ""],
  ["<div>".repeat(50_000), "</b>".repeat(50_000)],
  ["<table><tr><td>".repeat(30_000), ""],
  ["<ul><li>".repeat(50_000), "<style>p { color: red }</style>"],
])("elements that never close take no time and no words: %#", (before, after) => {
  const started = performance.now();
  expect(markdownOf(`<p>First</p>${before}Pay &amp; ship${after}`, "new")).toMatch(/^First\s+Pay & ship\s*$/);
  expect(performance.now() - started).toBeLessThan(3_000);
});
