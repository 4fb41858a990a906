import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakeApi, runTool } from "../kit/fixture.ts";
import { idsInAttachment, idsInBlocks, markdownOfAttachment, markdownOfBlocks } from "./blocks.ts";
import { at, slackOf } from "./fixture.ts";
import { MOST_LOOKUPS } from "./names.ts";
import { slackReadChannel } from "./read-channel.ts";

const nameOf = (id: string) => ({ U1: "Ada", C7: "general", S1: "ops" })[id] ?? id;
const read = (...blocks: object[]) => markdownOfBlocks(blocks, nameOf);
const section = (...elements: object[]) => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements }],
});

describe("blocks as markdown", () => {
  it.each([
    [{ type: "header", text: { type: "plain_text", text: "Big\nnews" } }, "## Big news"],
    [{ type: "divider" }, "---"],
    [{ type: "markdown", text: "**as it is**" }, "**as it is**"],
    [
      { type: "image", image_url: "https://a.test/p.png", alt_text: "a [cat]" },
      "[a \\[cat\\]](https://a.test/p.png)",
    ],
    [{ type: "image", slack_file: { id: "F1" }, alt_text: "chart" }, "[chart]"],
    [
      {
        type: "actions",
        elements: [
          { type: "button", text: { type: "plain_text", text: "Approve" } },
          { type: "button", text: { type: "plain_text", text: "Open" }, url: "https://a.test" },
        ],
      },
      "[Approve] · [Open](https://a.test)",
    ],
    [
      {
        type: "table",
        rows: [
          [
            { type: "raw_text", text: "a|b" },
            { type: "raw_text", text: "n" },
          ],
          [{ type: "raw_text", text: "1" }, section({ type: "text", text: "2" })],
        ],
      },
      "| a\\|b | n |\n| --- | --- |\n| 1 | 2 |",
    ],
    [
      section(
        { type: "user", user_id: "U1" },
        { type: "text", text: " in " },
        { type: "channel", channel_id: "C7" },
      ),
      "@Ada in #general",
    ],
    [
      section(
        { type: "broadcast", range: "here" },
        { type: "text", text: " " },
        { type: "usergroup", usergroup_id: "S1" },
      ),
      "@here @ops",
    ],
    [section({ type: "date", timestamp: 1795251600, format: "{date}", fallback: "21 Nov" }), "21 Nov"],
    [
      section({ type: "emoji", name: "wave", skin_tone: 3 }, { type: "color", value: "#ff0000" }),
      ":wave::skin-tone-3:#ff0000",
    ],
    [section({ type: "link", url: "javascript:alert(1)", text: "click" }), "click"],
    [section({ type: "text", text: "* not a list" }), "* not a list"],
    [
      section(
        { type: "text", text: " both ", style: { bold: true, italic: true } },
        { type: "text", text: "x" },
      ),
      " ***both*** x".trimStart().replace(/^/, " "),
    ],
  ])("%j", (block, markdown) => expect(read(block)?.trim()).toBe(markdown.trim()));

  it("of a kind that is not known leave it to the text of the message", async () => {
    expect(read({ type: "divider" }, { type: "hologram" })).toBeUndefined();
    const blocks = [{ type: "hologram" }];
    const { api } = fakeApi({ answer: slackOf([{ ts: at(1), user: "U01ADA", text: "*fallback*", blocks }]) });
    const { output } = await runTool(slackReadChannel, api, { channel: "C01GEN" });
    expect(output.items[0]?.text_md).toBe("**fallback**");
  });

  it("never fail, whatever an app has put in there", () => {
    const types = fc.constantFrom(
      "rich_text",
      "section",
      "header",
      "context",
      "actions",
      "image",
      "table",
      "video",
      "input",
      "rich_text_list",
      "text",
      "link",
      "user",
    );
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        fc.anything({ maxDepth: 1 }),
        fc.record(
          {
            type: types,
            text: fc.oneof(fc.string(), tie("node")),
            elements: fc.array(tie("node"), { maxLength: 3 }),
            fields: fc.array(tie("node"), { maxLength: 2 }),
            rows: fc.array(fc.array(tie("node"), { maxLength: 2 }), { maxLength: 2 }),
            style: fc.anything({ maxDepth: 1 }),
            indent: fc.anything({ maxDepth: 0 }),
          },
          { requiredKeys: ["type"] },
        ),
      ),
    }));
    fc.assert(
      fc.property(fc.array(node, { maxLength: 4 }), (blocks) => {
        expect(["string", "undefined"]).toContain(typeof markdownOfBlocks(blocks, nameOf));
        for (const id of [...idsInBlocks(blocks), ...blocks.flatMap(idsInAttachment)])
          expect(typeof id).toBe("string");
        for (const one of blocks) expect(typeof markdownOfAttachment(one, nameOf)).toBe("string");
      }),
      { numRuns: 2_000 },
    );
  });
});

it("an attachment is told whole, by its fallback only where there is nothing else", () => {
  const whole = {
    pretext: "New *ticket*",
    author_name: "Desk",
    title: "It burns",
    title_link: "https://a.test/1",
    text: "by <@U1>",
    fields: [{ title: "Severity", value: "high" }],
    footer: "desk",
    fallback: "not shown",
  };
  expect(markdownOfAttachment(whole, nameOf)).toBe(
    "New **ticket**\nDesk\n[It burns](https://a.test/1)\nby @Ada\nSeverity: high\ndesk",
  );
  expect(markdownOfAttachment({ fallback: "only <#C7>" }, nameOf)).toBe("only #general");
});

it("asks for names of people, channels and groups up to a limit, and says what is left", async () => {
  const ids = Array.from({ length: MOST_LOOKUPS + 9 }, (_, n) => `U${String(n).padStart(4, "0")}`);
  const text = ids.map((id) => `<@${id}>`).join(" ");
  const { api, calls } = fakeApi({
    answer: (call) =>
      call.path === "/users.info"
        ? { ok: true, user: { id: call.query?.user, name: `n${call.query?.user}`, profile: {} } }
        : slackOf([{ ts: at(1), user: "U0000", text }])(call),
  });
  const { output } = await runTool(slackReadChannel, api, { channel: "C01GEN" });
  expect(calls.filter(({ path }) => path === "/users.info")).toHaveLength(MOST_LOOKUPS);
  expect(output.warnings).toContainEqual(expect.stringContaining("Ids stand for 9 names"));
  expect(output.items[0]?.text_md).toContain("@nU0001");
  expect(output.items[0]?.text_md).toContain(`@${ids.at(-1)}`);
});
