import type { SeededChannel } from "./slack-seed.ts";

const rich = (...elements: unknown[]) => [{ type: "rich_text", elements }];
const section = (...elements: unknown[]) => ({ type: "rich_text_section", elements });
const text = (said: string, style?: object) => ({ type: "text", text: said, ...(style && { style }) });
const item = (said: string) => section(text(said));

/** Where an invoice is talked about. */
export const FINANCE: SeededChannel = {
  name: "finance",
  topic: "Invoices, expenses, budgets",
  purpose: "Ask <@jonas.meyer> for approvals",
  app: true,
  lines: [
    {
      by: "ines",
      text: "October expenses are closed, one line per receipt.",
      files: ["expenses-october.csv"],
    },
    {
      by: "ines",
      text: "Invoice 2026-0147 from Northwind is in: EUR 1,290.00, due 30 November. <@ada> can you confirm we got the hours?",
      files: ["invoice-2026-0147.pdf"],
      reactions: { eyes: ["ada", "jonas.meyer"] },
    },
    {
      by: "ada",
      text: "The hours are right, but the discount of 5% we agreed on is missing.",
      thread: 1,
      edited: true,
    },
    {
      by: "jonas.meyer",
      text: "Then please ask them for a corrected one before we pay. <!date^1795996800^{date_short}|30 Nov> is still fine.",
      thread: 1,
    },
    {
      by: "ines",
      text: "Will do. Let's talk it through with <@ben> this week.",
      thread: 1,
      reactions: { "+1": ["ada"] },
    },
    {
      by: "jonas.meyer",
      text: "Draft of next year's budget, numbers are not final.",
      files: ["Budget 2027"],
    },
  ],
};

/** What other apps and Slack's own clients send: blocks, rich text, attachments, files that are none. */
export const PLATFORM: SeededChannel = {
  name: "platform",
  topic: "Private, for the platform team",
  only: ["ada", "ben", "chloe"],
  app: true,
  lines: [
    {
      by: "",
      app: "Pager",
      text: "Alert: queue depth above 10,000",
      blocks: [
        { type: "header", text: { type: "plain_text", text: "Queue depth above 10,000" } },
        {
          type: "section",
          text: {
            type: "mrkdwn",
            text: "*jobs-eu* since 09:14, see <https://status.acme.test/q?id=7&amp;v=2|the board>",
          },
          fields: [
            { type: "mrkdwn", text: "*Severity*\nhigh" },
            { type: "mrkdwn", text: "*On call*\n<@chloe>" },
          ],
        },
        { type: "context", elements: [{ type: "mrkdwn", text: "Sent by Pager for <#eng>" }] },
      ],
    },
    {
      by: "chloe",
      text: "On it, <!subteam^oncall>. Steps:\n1. drain\n2. scale out\n```\nscale jobs-eu --to 12\n```",
      blocks: rich(
        section(text("On it, "), { type: "usergroup", usergroup_id: "oncall" }, text(". Steps:")),
        {
          type: "rich_text_list",
          style: "ordered",
          indent: 0,
          elements: [item("drain"), item("scale out")],
        },
        { type: "rich_text_preformatted", elements: [text("scale jobs-eu --to 12")] },
      ),
    },
    {
      by: "ben",
      text: "<https://acme.test/runbook|Runbook> says *never* above 16 &amp; ask in <#finance> first",
      blocks: rich(
        section(
          { type: "link", url: "https://acme.test/runbook", text: "Runbook" },
          text(" says "),
          text("never", { bold: true }),
          text(" above 16 & ask in "),
          { type: "channel", channel_id: "finance" },
          text(" first "),
          { type: "emoji", name: "pray" },
        ),
      ),
    },
    {
      by: "",
      app: "Deploys",
      text: "",
      attachments: [
        {
          fallback: "jobs 3.2 is out",
          title: "jobs 3.2",
          title_link: "https://ci.acme.test/3.2",
          text: "by <@ben>, *all green*",
          footer: "ci",
        },
      ],
    },
    {
      by: "chloe",
      text: "Checklist for the launch, please add to it.",
      files: ["Launch checklist", "old-offer.pdf"],
    },
  ],
};
