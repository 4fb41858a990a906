import { docxFile, xlsxFile } from "./drive-office.ts";
import { both, pdf, withFiles } from "./mailbox-parts.ts";
import type { Script } from "./mailbox-script.ts";

const OFFICE = "application/vnd.openxmlformats-officedocument";

/** What the invoice says: the files that stories read from start to end. */
export const INVOICE_LINES: readonly string[] = [
  "Northwind Services",
  "Invoice number: 2026-0147",
  "Billed to: Acme, Ada Lindqvist",
  "Consulting, 12 hours at EUR 107.50",
  "Amount due: EUR 1,290.00",
  "Due date: 30 November 2026",
  "Before paying, please settle the hours in a follow-up meeting with Ben and Clara.",
];

/** Mail whose point is in its files. */
export const adaFiles: readonly Script[] = [
  {
    id: "invoice-2026-0147",
    subject: "Invoice 2026-0147",
    labels: ["INBOX", "Label_1", "UNREAD"],
    lines: [
      {
        from: "billing",
        hours: 52,
        text: "Please find invoice 2026-0147 attached.",
        root: withFiles(
          both(
            "Dear Ada,\n\nplease find invoice 2026-0147 for our consulting in October attached.\n\nNorthwind Billing",
            "<p>Dear Ada,</p><p>please find invoice <b>2026-0147</b> for our consulting in October attached.</p><p>Northwind Billing</p>",
          ),
          { name: "invoice-2026-0147.pdf", type: "application/pdf", bytes: pdf(...INVOICE_LINES) },
        ),
      },
      {
        from: "billing",
        hours: 29,
        text: "One more word on the hours: our consultant is free for a call with Ben and Clara all week.",
        style: "gmail",
        cc: ["ben", "clara"],
      },
    ],
  },
  {
    id: "budget",
    subject: "Budget 2027, first numbers",
    labels: ["INBOX"],
    lines: [
      {
        from: "ines",
        hours: 160,
        text: "The first numbers are in the sheet, heads by team in the other file.",
        root: withFiles(
          {
            kind: "text",
            text: "The first numbers are in the sheet, heads by team in the other file.\n\nInes",
            transfer: "quoted-printable",
          },
          {
            name: "budget-2027.xlsx",
            type: `${OFFICE}.spreadsheetml.sheet`,
            bytes: xlsxFile([
              {
                title: "Costs",
                cells: [
                  ["Item", "2026", "2027"],
                  ["Hosting", "22080", "24600"],
                  ["Travel", "9100", "7500"],
                ],
              },
              { title: "Notes", cells: [["Hosting grows with the second region."]] },
            ]),
          },
          {
            name: "heads.csv",
            type: "text/csv",
            bytes: Buffer.from("team,heads\r\nPlattform,6\r\nSupport,4\r\n"),
          },
        ),
      },
    ],
  },
  {
    id: "minutes",
    subject: "Minutes of the supplier meeting",
    labels: ["INBOX"],
    lines: [
      {
        from: "chloe",
        hours: 280,
        text: "Minutes attached.",
        root: withFiles(
          { kind: "text", text: "Minutes attached.\n\nChloé", transfer: "quoted-printable" },
          {
            name: "Protokoll größer.docx",
            type: `${OFFICE}.wordprocessingml.document`,
            bytes: docxFile([
              "Minutes of the supplier meeting",
              "Decided: two suppliers for meters, reviewed each quarter.",
            ]),
          },
        ),
      },
    ],
  },
];
