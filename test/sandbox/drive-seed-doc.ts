import type { DocTabContent } from "./drive-types.ts";

/** A document with two tabs, one of them nested, and one of everything. */
export const launchPlan: DocTabContent[] = [
  {
    id: "t.0",
    title: "Plan",
    numbered: ["kix.steps"],
    footnotes: { "kix.fn1": "The harbour master's word counts, not the tide table." },
    blocks: [
      { style: "TITLE", runs: [{ text: "Launch plan" }] },
      {
        runs: [
          { text: "We open on " },
          { text: "1 October", bold: true },
          { text: " at " },
          { text: "berth 7", italic: true },
          { text: "." },
        ],
      },
      { style: "HEADING_1", runs: [{ text: "Steps" }] },
      {
        runs: [{ text: "Book the berth" }, { text: "", footnote: "kix.fn1" }],
        bullet: { list: "kix.steps", level: 0 },
      },
      { runs: [{ text: "Hang the lamps" }], bullet: { list: "kix.steps", level: 0 } },
      { runs: [{ text: "north quay" }], bullet: { list: "kix.places", level: 1 } },
      {
        runs: [
          { text: "See the " },
          { text: "port rules", link: "https://harbour.test/rules_(2026)" },
          { text: " before you sign." },
        ],
      },
      {
        table: [
          [[{ text: "Who" }], [{ text: "What" }]],
          [[{ text: "Ada" }], [{ text: "berths | cranes" }]],
        ],
      },
    ],
    children: [
      {
        id: "t.risks",
        title: "Risks",
        blocks: [
          { style: "HEADING_2", runs: [{ text: "Weather" }] },
          { runs: [{ text: "A northerly above force 7 closes the quay." }] },
        ],
      },
    ],
  },
  {
    id: "t.minutes",
    title: "Minutes",
    blocks: [
      { style: "HEADING_1", runs: [{ text: "3 September" }] },
      { runs: [{ text: "Greta brings the customs forms." }] },
    ],
  },
];
