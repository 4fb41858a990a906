import { expect, it } from "vitest";
import { markdownOf, mentionedIn } from "./mrkdwn.ts";

const names: Record<string, string> = { U1: "Ada", W2: "Ben & Co", C7: "general", S1: "ops" };
const nameOf = (id: string) => names[id] ?? id;

it.each([
  ["*bold* and _italic_ and ~gone~", "**bold** and _italic_ and ~~gone~~"],
  ["two *one* *two* words", "two **one** **two** words"],
  ["(*bold*), *bold*.", "(**bold**), **bold**."],
  ["2*3*4 and a * b * c and **", "2*3*4 and a * b * c and **"],
  ["*not\nbold*", "*not\nbold*"],
  ["snake_case~x~ 5~6", "snake_case~x~ 5~6"],
  ["<@U1> asked <@W2> and <@U9>", "@Ada asked @Ben & Co and @U9"],
  ["<#C7> <#C7|> <!subteam^S1> <!subteam^S1|@ops>", "#general #general @ops @ops"],
  ["<!date^1795251600^{date_num}> or <!date^x^{date}>", "2026-11-21 09:00 UTC or a date"],
  ["• one\n◦ two\nno • three", "- one\n- two\nno • three"],
  ["<@U1|ada.l> in <#C1|general> and <#C2>", "@ada.l in #general and #C2"],
  ["<!here> <!channel> <!subteam^S1|@ops> <!date^1^{date}|today>", "@here @channel @ops today"],
  ["<https://a.test/x?a=1&amp;b=2>", "https://a.test/x?a=1&b=2"],
  ["<https://a.test|see [this] &amp; that>", "[see \\[this\\] & that](https://a.test)"],
  ["<https://a.test/(x)|y>", "[y](https://a.test/%28x%29)"],
  ["<https://a.test/a_b*c*d|*label*>", "[*label*](https://a.test/a_b*c*d)"],
  ["*<https://a.test|bold link>*", "**[bold link](https://a.test)**"],
  ["<mailto:a@b.test|a@b.test> <mailto:a@b.test>", "a@b.test a@b.test"],
  ["<javascript:alert(1)|click>", "click"],
  ["&lt;b&gt; &amp;lt; 1 &lt; 2", "<b> &lt; 1 < 2"],
  ["&gt; quoted *so*", "> quoted **so**"],
  ["`*code* <@U1>` *x*", "`*code* @Ada` **x**"],
  ["```\n*pre* &lt;x&gt; <https://a.test|b>\n```", "```\n*pre* <x> b\n```"],
  ["a \uE0000\uE001 b <@U1>", "a 0 b @Ada"],
  ["<unclosed *b*", "<unclosed **b**"],
  ["", ""],
])("%j is %j", (slack, markdown) => {
  expect(markdownOf(slack, nameOf)).toBe(markdown);
});

it("finds who is mentioned", () => {
  const text = "<@U1> and <@W2|ben>, <#C1>, <#C2|>, <!subteam^S1>, not <#C3|general> nor @U3";
  expect(mentionedIn(text)).toEqual(["U1", "W2", "C1", "C2", "S1"]);
});

it("takes time in proportion to the text, whatever is in it", () => {
  for (const piece of ["*a ", "<", "`", "<@U1", "~*_", "```x", "*a*", " *"]) {
    const text = piece.repeat(40_000 / piece.length);
    const start = performance.now();
    markdownOf(text, nameOf);
    expect(performance.now() - start, piece).toBeLessThan(500);
  }
});
