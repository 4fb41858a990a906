import { pdf } from "./mailbox-parts.ts";
import { FINANCE, PLATFORM } from "./slack-seed-teams.ts";

/** One line of a channel. `by`: the local part of an address. `thread`: which earlier line it answers, from 0. */
export interface Line {
  by: string;
  text: string;
  thread?: number;
  reactions?: Readonly<Record<string, readonly string[]>>;
  /** As Slack's own clients send them beside `text`, and apps instead of it. `@name` stands for a person's id. */
  blocks?: readonly unknown[];
  attachments?: readonly unknown[];
  /** Of another app, by its name. */
  app?: string;
  edited?: true;
  /** Names of seeded files. */
  files?: readonly string[];
}

export interface SeededChannel {
  name: string;
  topic: string;
  purpose?: string;
  /** Members by local part, besides the app; public ones have everybody. */
  only?: readonly string[];
  /** Whether the app was invited. */
  app: boolean;
  archived?: true;
  lines: readonly Line[];
}

const EXPENSES = `date,vendor,project,amount_eur
2026-10-02,Norrland Hosting,web,412.00
2026-10-09,"Kraft Logistik GmbH, Bremen",office,88.50
2026-10-21,Northwind,finance,1290.00
2026-10-30,Café Lumière,team,64.20
`;

/** Files by name, with real bytes. */
export const FILES: readonly {
  name: string;
  by: string;
  bytes: Uint8Array;
  more?: Record<string, unknown>;
}[] = [
  {
    name: "invoice-2026-0147.pdf",
    by: "ines",
    bytes: pdf("Invoice 2026-0147, Northwind: EUR 1,290.00, due 2026-11-30"),
  },
  { name: "expenses-october.csv", by: "ines", bytes: new TextEncoder().encode(EXPENSES) },
  {
    name: "Budget 2027",
    by: "jonas.meyer",
    bytes: new Uint8Array(),
    more: {
      mode: "external",
      is_external: true,
      external_type: "gdrive",
      mimetype: "application/vnd.google-apps.spreadsheet",
      url_private: "https://docs.google.com/spreadsheets/d/1budget/edit",
      url_private_download: undefined,
    },
  },
  {
    name: "Launch checklist",
    by: "chloe",
    bytes: new Uint8Array(),
    more: { mode: "canvas", filetype: "quip", mimetype: "application/vnd.slack-docs" },
  },
  { name: "old-offer.pdf", by: "ada", bytes: new Uint8Array(), more: { mode: "tombstone" } },
];

/** The workspace every test starts from. Lines of one channel lie 11 minutes apart. */
export const CHANNELS: readonly SeededChannel[] = [
  {
    name: "general",
    topic: "Company-wide announcements",
    purpose: "What everybody should know",
    app: true,
    lines: [
      {
        by: "ada",
        text: "Good morning everyone! The Q3 planning doc is up, comments until Thursday please.",
      },
      {
        by: "ben",
        text: "Office plants: I water the ones on the 2nd floor this week.",
        reactions: { seedling: ["ada"] },
      },
      { by: "ada", text: "Reminder: the kitchen is closed on Friday for the new dishwasher." },
      { by: "ben", text: "Does anybody have the invoice from Norrland Hosting for August?" },
      { by: "ada", text: "Sent it to your inbox, invoice NH-2291.", thread: 3 },
    ],
  },
  {
    name: "eng",
    topic: "Building the thing",
    app: true,
    lines: [
      { by: "ben", text: "Deploy of api 2.14.0 is out. Error rate flat." },
      {
        by: "ada",
        text: "Login redirects loop on Safari since this morning, see acme/web#1.",
        reactions: { eyes: ["ben"] },
      },
      { by: "ben", text: "Looking. The cookie is SameSite=Strict now, that would do it.", thread: 1 },
      { by: "ben", text: "Fix is in review, should be out within the hour.", thread: 1 },
      { by: "ada", text: "Thanks! Rate limits next: I drafted numbers in acme/api#2." },
    ],
  },
  {
    name: "design",
    topic: "Pixels",
    app: false,
    lines: [{ by: "ada", text: "New empty states are in the file, feedback welcome." }],
  },
  {
    name: "leads",
    topic: "Private",
    only: ["ada"],
    app: false,
    lines: [{ by: "ada", text: "Offer to the platform candidate goes out on Monday." }],
  },
  FINANCE,
  PLATFORM,
  {
    name: "random",
    topic: "Anything else",
    app: true,
    lines: [
      {
        by: "chloe",
        text: "Who took the good stapler? :eyes:",
        reactions: { joy: ["ada", "ben"], stapler: ["ines"] },
      },
      { by: "ben", text: "Lunch at 12:30 in the courtyard: soup &amp; bread &lt;3" },
    ],
  },
  {
    name: "q1-launch",
    topic: "Done",
    app: true,
    archived: true,
    lines: [{ by: "ada", text: "And we are live. Thanks everybody, closing this channel." }],
  },
];

/** Conversations between people and the app. Members by local part. */
export const DIRECT: readonly { members: readonly string[]; lines: readonly Line[] }[] = [
  { members: ["ada"], lines: [{ by: "ada", text: "Remind me of the Northwind invoice on Monday, please." }] },
  {
    members: ["ada", "ben"],
    lines: [{ by: "ben", text: "The three of us can sort out the on-call plan here." }],
  },
];

export const USERGROUPS = [
  { key: "oncall", name: "On call", handle: "oncall", description: "Whoever has the pager" },
];

/** People of the workspace besides those who can sign in. */
export const COLLEAGUES = [
  {
    handle: "chloe",
    name: "Chloé Dubois",
    email: "chloe@acme.test",
    shown: "Chloé",
    title: "Platform engineer",
    tz: "Europe/Paris",
  },
  {
    handle: "ines",
    name: "Ines Carvalho",
    email: "ines@acme.test",
    shown: "Ines",
    title: "Accountant",
    tz: "Europe/Lisbon",
  },
  {
    handle: "jonas.meyer",
    name: "Jonas Meyer, Legal",
    email: "jonas.meyer@acme.test",
    shown: "Jonas (Legal)",
    title: "Counsel",
    tz: "Europe/Berlin",
  },
  {
    handle: "otto",
    name: "Otto Gone",
    email: "otto@acme.test",
    shown: "Otto",
    title: "",
    tz: "Europe/Berlin",
    deleted: true,
  },
] as const;
