import { describe, expect, it } from "vitest";
import { type Call, fakeApi } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { contentOf, sendContent } from "./content.ts";
import { slackOf } from "./fixture.ts";

const slack = slackOf([]);
const content = async (text: string, scopes?: string[]) => {
  const fake = fakeApi({ answer: slack, ...(scopes && { scopes }) });
  return { ...(await contentOf(fake.api, text)), ...fake };
};
const elementsOf = (made: { blocks: { elements: object[] }[] }) => made.blocks[0]?.elements ?? [];
const paths = (calls: Call[]) => calls.map(({ path }) => path);

describe("what goes out", () => {
  it("mentions people and channels by name, found in one look each", async () => {
    const made = await content("@ada and @Ada, see #general (not #nowhere, a@b.test or #12)");
    expect(elementsOf(made)).toMatchObject([
      {
        elements: [
          { type: "user", user_id: "U01ADA" },
          { type: "text", text: " and " },
          { type: "user", user_id: "U01ADA" },
          { type: "text", text: ", see " },
          { type: "channel", channel_id: "C01GEN" },
          { type: "text", text: " (not #nowhere, " },
          { type: "link", url: "mailto:a@b.test" },
          { type: "text", text: " or #12)" },
        ],
      },
    ]);
    expect(paths(made.calls)).toEqual(["/users.list", "/users.conversations"]);
  });
  it("says whom it could not find, and guesses nobody: a name of two is nobody's", async () => {
    const made = await content("@nobody @Ben `@Override` ```@Test```");
    expect(made.warnings).toEqual([expect.stringContaining("Nobody found for @nobody:")]);
    const two = await content("@nobody, @ben.two");
    expect(JSON.stringify(elementsOf(two))).toContain("U03BEN");
  });
  it("asks for nothing where there is nothing to ask, or no scope for it", async () => {
    expect(paths((await content("Deploy at 10:30:45, 5 #1 <@U01ADA> :tada:")).calls)).toEqual([]);
    const without = await content("@ada in #general", ["chat:write"]);
    expect(paths(without.calls)).toEqual([]);
    expect(without.text).toBe("@ada in #general");
  });
  it("never mentions everybody", async () => {
    for (const text of [
      "@here",
      "@channel!",
      "<!everyone>",
      "<!subteam^S1>",
      "hi @everyone",
      "&lt;!here&gt;",
    ]) {
      const made = await content(text);
      expect(JSON.stringify(made.blocks)).not.toMatch(/broadcast|usergroup/);
      expect(made.text).not.toContain("<!");
      if (!text.startsWith("&"))
        expect(made.warnings).toContainEqual(expect.stringContaining("notify nobody"));
    }
  });
  it.each(["", " \n\t", "\u00a0"])("of %j is refused", async (text) => {
    await expect(content(text)).rejects.toMatchObject({ fault: "bad_argument" });
  });
  it("takes any 12,000 characters, in time", async () => {
    for (const piece of [
      ">",
      "> ",
      "- ",
      "1. ",
      "*",
      "**a",
      "_a_",
      "[",
      "[a](",
      "`",
      "<",
      "|a",
      "~",
      "&",
      "\\",
      "@a ",
      "#a ",
      ":a",
      "a\n\n",
      "```\n",
    ]) {
      const start = performance.now();
      const made = await content(piece.repeat(Math.floor(12_000 / piece.length)), []).catch(
        (error: unknown) => {
          expect(error, piece).toMatchObject({ fault: "bad_argument" });
          return { text: "" };
        },
      );
      expect(made.text.length, piece).toBeLessThanOrEqual(4_000);
      expect(performance.now() - start, piece).toBeLessThan(2_000);
    }
  });
});

describe("blocks that Slack finds too long", () => {
  const long = () => {
    throw new ToolError("too_large", "x", { reason: "msg_blocks_too_long" });
  };
  it("go out again as plain lines, whole, and say so", async () => {
    const made = await contentOf(fakeApi({ answer: slack, scopes: [] }).api, `- a & b\n`.repeat(900));
    const sent: object[] = [];
    const { warnings } = await sendContent(made, async (body) => {
      sent.push(body);
      return body.blocks ? long() : "ts";
    });
    expect(sent).toHaveLength(2);
    expect((sent[1] as { text: string }).text.match(/• a &amp; b/g)).toHaveLength(900);
    expect(warnings).toEqual([expect.stringContaining("plain lines")]);
  });
  it("and other refusals are not tried again", async () => {
    const made = await contentOf(fakeApi({ answer: slack, scopes: [] }).api, "x");
    let tries = 0;
    const refused = sendContent(made, async () => {
      tries += 1;
      throw new ToolError("no_permission", "x", { reason: "restricted_action" });
    });
    await expect(refused).rejects.toMatchObject({ reason: "restricted_action" });
    expect(tries).toBe(1);
  });
});
