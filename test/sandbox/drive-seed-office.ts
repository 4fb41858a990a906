import type { SheetContent, SlideContent } from "./drive-types.ts";

export const BUDGET: SheetContent[] = [
  {
    title: "Costs",
    grid: [1000, 26],
    cells: [
      ["Item", "Owner", "EUR"],
      ['Berth 7, "north quay"', "Ada Lindqvist", "4,200.00"],
      ["Lamps", "Ben Okafor", "-350.00"],
      ["", "", ""],
      ['=HYPERLINK("https://evil.test")', "", "0"],
    ],
  },
  {
    title: "It's 2027",
    grid: [50, 5],
    cells: [
      ["Month", "Plan"],
      ...Array.from({ length: 12 }, (_, at) => [
        `2027-${String(at + 1).padStart(2, "0")}`,
        String(1000 + at * 10),
      ]),
    ],
  },
  { title: "Archive", grid: [10, 2], hidden: true, cells: [["kept", "for the record"]] },
];

export const DECK: SlideContent[] = [
  { title: "Harbour launch", body: ["Kick-off, 7 September 2026"], notes: "Greet the harbour master first." },
  { title: "Who does what", body: ["Ada: berths", "Ben: lamps"] },
];
