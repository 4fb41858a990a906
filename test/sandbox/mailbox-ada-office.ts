import { pdf, withFiles } from "./mailbox-parts.ts";
import type { Line, Script } from "./mailbox-script.ts";

const launch: readonly (readonly [Line["from"], string])[] = [
  ["ben", "Team,\n\nthe launch date moves to 19 November. I will update the plan today."],
  ["ada", "Fine with me. What about the press text?"],
  ["chloe", "Press text is ready in French and English, German by Wednesday."],
  ["ines", "The landing page still shows the 12th. Who owns it?"],
  ["ben", "I do. Changed a minute ago."],
  ["ada", "Thanks. Pricing table?"],
  ["chloe", "Draft below:\n\n- Starter: 0\n- Team: 12 per seat\n- Company: ask"],
  ["jonas", 'Legal: the word "unlimited" has to go from the Team row.'],
  ["chloe", "Gone."],
  ["ines", "Support is staffed from 07:00 UTC on the day."],
  ["ben", "Status page is linked from the footer now."],
  ["ada", "Let's freeze on Monday evening. Anything that is not in by then waits."],
  ["chloe", "Understood."],
  ["ben", "Freeze announced in the channel. Last open item: the changelog."],
];

/** Colleagues: long threads, several mail programs, history quoted in each. */
export const adaOffice: readonly Script[] = [
  {
    id: "launch",
    subject: "Launch on 19 November",
    labels: ["INBOX", "IMPORTANT", "STARRED", "UNREAD"],
    lines: launch.map(([from, text], at) => ({
      from,
      text,
      hours: 200 - at * 14,
      style: (["gmail", "apple", "outlook", "plain"] as const)[at % 4] ?? "gmail",
      to: (["ada", "ben", "chloe", "ines"] as const).filter((who) => who !== from),
      cc: ["jonas"],
    })),
  },
  {
    id: "contract",
    subject: "Contract with Kraft Logistik",
    labels: ["INBOX", "Label_2"],
    lines: [
      {
        from: "jonas",
        hours: 400,
        text: "Ada,\n\nclause 7 needs your opinion: they ask for 99.9 %.\n\n-- \nJonas Meyer\nLegal, Acme\n+49 30 000000",
        style: "outlook-plain",
      },
      { from: "ada", hours: 396, text: "99.5 % is what we can promise with one region.", style: "outlook" },
      {
        from: "jonas",
        hours: 370,
        text: "Accepted by their side. Signed copy attached.",
        root: withFiles(
          {
            kind: "text",
            text: "Accepted by their side. Signed copy attached.\n\n-----Original Message-----\nFrom: Ada Lindqvist <ada@acme.test>\nSent: Friday, 16 October 2026 21:00\nTo: Jonas Meyer, Legal\nSubject: RE: Contract with Kraft Logistik\n\n99.5 % is what we can promise with one region.",
            transfer: "quoted-printable",
          },
          { name: "contract-signed.pdf", type: "application/pdf", bytes: pdf("Contract, signed") },
        ),
      },
    ],
  },
  {
    id: "offsite",
    subject: "Offsite: who brings what?",
    labels: ["INBOX"],
    lines: [
      {
        from: "ines",
        hours: 300,
        text: "Please add yourself:\n\n1. Coffee: Ines\n2. Projector: ?\n3. Music: ?",
        to: ["ada", "ben", "chloe"],
      },
      { from: "ben", hours: 298, text: "Projector: me.", style: "gmail", to: ["ines"], cc: ["ada", "chloe"] },
      {
        from: "ada",
        hours: 297,
        text: "Music is mine, whether you like it or not.",
        style: "apple",
        to: ["ines"],
        cc: ["ben", "chloe"],
      },
    ],
  },
  {
    id: "lunch",
    subject: "Lunch on Thursday?",
    labels: ["INBOX"],
    lines: [
      { from: "ada", hours: 30, text: "The new place by the canal, 12:30?", to: ["ben"] },
      { from: "ben", hours: 28, text: "Gladly. I'll book.", style: "apple" },
      { from: "ada", hours: 5, text: "Perfect, Chloé joins us.", style: "gmail", to: ["ben"], cc: ["chloe"] },
    ],
  },
  {
    id: "salary-review",
    subject: "Confidential: review cycle",
    labels: ["INBOX", "IMPORTANT"],
    lines: [
      {
        from: "ines",
        hours: 500,
        text: "Ada, the cycle opens on 9 November. Three reviews are yours: Ben, Chloé, Jonas.",
      },
      { from: "ada", hours: 498, text: "Noted. I start with Jonas.", style: "gmail" },
    ],
  },
  {
    id: "incident",
    subject: "Post-mortem: api latency on 30 October",
    labels: ["INBOX", "UNREAD"],
    lines: [
      {
        from: "ben",
        hours: 45,
        text: "Summary: a missing index. 61 minutes, 4 % of requests.\n\nActions:\n- index (done)\n- alert on p99 (Ada)\n- load test (Ben)",
        style: "gmail",
      },
      { from: "ada", hours: 40, text: "Alert is live.", style: "gmail" },
      {
        from: "chloe",
        hours: 38,
        text: "May I share the summary with customers?",
        style: "outlook",
        cc: ["ben"],
      },
      {
        from: "ada",
        hours: 37,
        text: "Yes, without the host names.",
        style: "gmail",
        to: ["chloe"],
        cc: ["ben"],
      },
      { from: "chloe", hours: 12, text: "Sent to 14 customers.", style: "apple", cc: ["ben"] },
    ],
  },
  {
    id: "forward",
    subject: "Fwd: Feedback from Lumen",
    labels: ["INBOX"],
    lines: [
      {
        from: "chloe",
        hours: 90,
        text: "Worth reading.",
        root: {
          kind: "text",
          type: "text/html",
          text: '<div dir="ltr">Worth reading.<br><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <strong class="gmail_sendername">Hugo Martín</strong> <span>&lt;<a href="mailto:hugo@lumen.test">hugo@lumen.test</a>&gt;</span><br>Date: Thu, 29 Oct 2026 at 14:02<br>Subject: Feedback from Lumen<br></div><br><p>We saved two hours a week per person.</p></div></div>',
          transfer: "quoted-printable",
        },
      },
    ],
  },
  {
    id: "draft",
    subject: "Notes for the board",
    labels: ["DRAFT"],
    lines: [{ from: "ines", hours: 15, text: "Numbers to come." }],
  },
];
