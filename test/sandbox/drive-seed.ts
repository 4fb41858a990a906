import { csvOf, docxFile, pdfFile, xlsxFile } from "./drive-office.ts";
import { launchPlan } from "./drive-seed-doc.ts";
import { BUDGET, DECK } from "./drive-seed-office.ts";
import { DriveStore, userPermission } from "./drive-store.ts";
import { type DriveItem, type DrivePermission, MIME, type Role } from "./drive-types.ts";
import type { GoogleServer } from "./google-server.ts";
import { people, type Who } from "./mailbox-people.ts";

/** Ids of what is seeded, for tests. */
export const SEEDED = {
  projects: "1fldProjectsAAAAAAAAAAAAAAAAAAAA1",
  launch: "1fldLaunchAAAAAAAAAAAAAAAAAAAAAA1",
  plan: "1docLaunchPlanAAAAAAAAAAAAAAAAAA1",
  budget: "1shtBudgetAAAAAAAAAAAAAAAAAAAAAA1",
  deck: "1sldKickoffAAAAAAAAAAAAAAAAAAAAA1",
  notes: "1txtNotesAAAAAAAAAAAAAAAAAAAAAAA1",
  invoice: "1pdfInvoiceAAAAAAAAAAAAAAAAAAAAA1",
  offer: "1dcxOfferAAAAAAAAAAAAAAAAAAAAAAA1",
  stock: "1xlsStockAAAAAAAAAAAAAAAAAAAAAAA1",
  photo: "1pngHarbourAAAAAAAAAAAAAAAAAAAAA1",
  old: "1docOldPlanAAAAAAAAAAAAAAAAAAAAA1",
  shortcut: "1lnkContractAAAAAAAAAAAAAAAAAAAA1",
  bens: "1docBensNotesAAAAAAAAAAAAAAAAAAA1",
  bensFolder: "1fldBensPrivateAAAAAAAAAAAAAAAAA1",
  form: "1frmSurveyAAAAAAAAAAAAAAAAAAAAAA1",
  finance: "0AFinanceAAAAAAAUk9PVA",
  contracts: "1fldContractsAAAAAAAAAAAAAAAAAAA1",
  contract: "1pdfContractAAAAAAAAAAAAAAAAAAAA1",
  ledger: "1csvLedgerAAAAAAAAAAAAAAAAAAAAAA1",
} as const;

const HOUR = 3_600_000;
const grant = (who: Who, role: Role): DrivePermission => ({
  ...userPermission(people[who].email, people[who].name),
  role,
});

/** A believable Drive of Ada's and Ben's, and the shared drive "Finance". `now` in milliseconds. */
export function seedDrive(google: GoogleServer, now: number): DriveStore {
  const store = new DriveStore();
  for (const { email } of google.users)
    store.add({
      id: store.rootOf(email),
      name: "My Drive",
      mimeType: MIME.folder,
      owner: email,
      created: now - 9000 * HOUR,
    });
  const add = (
    id: keyof typeof SEEDED,
    hours: number,
    item: Omit<Partial<DriveItem>, "id"> & Pick<DriveItem, "name" | "mimeType">,
  ) =>
    store.add({ id: SEEDED[id], created: now - (hours + 50) * HOUR, modified: now - hours * HOUR, ...item });
  const stored = (id: keyof typeof SEEDED, bytes: Buffer, mimeType: string, hours: number) => ({
    mimeType,
    revisions: [{ id: `${SEEDED[id]}-1`, bytes, mimeType, modified: now - hours * HOUR, keepForever: false }],
  });
  const ada = people.ada.email;
  const ben = people.ben.email;
  const mine = { owner: ada, parent: store.rootOf(ada) };
  add("projects", 900, { name: "Projects", mimeType: MIME.folder, ...mine });
  add("launch", 800, {
    name: "Harbour launch",
    mimeType: MIME.folder,
    owner: ada,
    parent: SEEDED.projects,
    permissions: [grant("ben", "writer")],
  });
  const inLaunch = { owner: ada, parent: SEEDED.launch };
  add("plan", 20, {
    name: "Launch plan",
    mimeType: MIME.doc,
    ...inLaunch,
    modifiedBy: ben,
    doc: launchPlan,
    permissions: [grant("ines", "commenter"), grant("hugo", "reader")],
    description: "What happens when, and who does it.",
  });
  add("budget", 44, { name: "Budget 2026", mimeType: MIME.sheet, ...inLaunch, sheets: BUDGET });
  add("deck", 70, { name: "Kick-off", mimeType: MIME.slides, ...inLaunch, slides: DECK });
  const text = Buffer.from(
    "# Notes\n\nCall the harbour master about berth 7.\nAsk Greta for the customs forms.\n",
  );
  add("notes", 30, { name: "notes.md", ...inLaunch, ...stored("notes", text, "text/markdown", 30) });
  const invoice = pdfFile([
    "Northwind Traders",
    "Invoice NW-2026-0917",
    "Total due: 1,284.50 EUR by 30 September 2026",
  ]);
  add("invoice", 96, {
    name: "Invoice NW-2026-0917.pdf",
    ...mine,
    ...stored("invoice", invoice, MIME.pdf, 96),
    words: "Northwind invoice NW-2026-0917 total due 1,284.50 EUR",
  });
  const offer = docxFile([
    "Offer to Kraft Logistik",
    "We carry 40 pallets a week from Hamburg to Göteborg.",
    "Valid until 31 October 2026.",
  ]);
  add("offer", 200, {
    name: "Offer Kraft Logistik.docx",
    ...mine,
    ...stored("offer", offer, MIME.docx, 200),
    words: "Offer Kraft Logistik pallets Hamburg Göteborg",
  });
  const stock = xlsxFile([
    {
      title: "Stock",
      cells: [
        ["item", "count"],
        ["rope", "40"],
        ["buoy", "12"],
      ],
    },
  ]);
  add("stock", 300, {
    name: "Stock.xlsx",
    ...mine,
    ...stored("stock", stock, MIME.xlsx, 300),
    words: "rope buoy",
  });
  const pixel = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=",
    "base64",
  );
  add("photo", 400, {
    name: "harbour.png",
    ...mine,
    ...stored("photo", pixel, "image/png", 400),
    permissions: [{ id: "anyoneWithLink", type: "anyone", role: "reader", allowFileDiscovery: false }],
  });
  add("old", 1200, {
    name: "Launch plan (old)",
    mimeType: MIME.doc,
    ...inLaunch,
    trashed: true,
    doc: [{ id: "t.0", title: "Tab 1", blocks: [{ runs: [{ text: "Superseded." }] }] }],
  });
  add("form", 500, { name: "Guest survey", mimeType: MIME.form, ...mine });
  add("bensFolder", 700, {
    name: "Ben private",
    mimeType: MIME.folder,
    owner: ben,
    parent: store.rootOf(ben),
  });
  add("bens", 60, {
    name: "Interview notes",
    mimeType: MIME.doc,
    owner: ben,
    parent: SEEDED.bensFolder,
    noDownload: true,
    permissions: [grant("ada", "reader")],
    doc: [{ id: "t.0", title: "Tab 1", blocks: [{ runs: [{ text: "Candidate three knows knots." }] }] }],
  });
  sharedDrive(store, now, add, stored);
  add("shortcut", 100, {
    name: "Contract (shortcut)",
    mimeType: MIME.shortcut,
    ...inLaunch,
    target: SEEDED.contract,
  });
  return store;
}

function sharedDrive(
  store: DriveStore,
  now: number,
  add: (
    id: keyof typeof SEEDED,
    hours: number,
    item: Omit<Partial<DriveItem>, "id"> & Pick<DriveItem, "name" | "mimeType">,
  ) => DriveItem,
  stored: (
    id: keyof typeof SEEDED,
    bytes: Buffer,
    mimeType: string,
    hours: number,
  ) => Pick<DriveItem, "mimeType" | "revisions">,
): void {
  const { finance } = SEEDED;
  const team = {
    ...userPermission("finance-team@acme.test", "Finance team"),
    type: "group" as const,
    role: "reader" as const,
  };
  store.groups.set("finance-team@acme.test", [people.ben.email, people.ines.email]);
  store.drives.set(finance, {
    id: finance,
    name: "Finance",
    created: now - 5000 * HOUR,
    members: [grant("chloe", "organizer"), grant("ada", "writer"), team],
  });
  const chloe = { driveId: finance, modifiedBy: people.chloe.email };
  add("finance", 5000, { name: "Drive", mimeType: MIME.folder, ...chloe });
  add("contracts", 2000, { name: "Contracts", mimeType: MIME.folder, parent: finance, ...chloe });
  const contract = pdfFile([
    "Charter contract",
    "between Acme and Lumen",
    "Notice period: three months to the end of a quarter.",
  ]);
  add("contract", 150, {
    name: "Charter contract Lumen.pdf",
    parent: SEEDED.contracts,
    ...chloe,
    ...stored("contract", contract, MIME.pdf, 150),
    words: "charter contract Acme Lumen notice period quarter",
  });
  const ledger = Buffer.from(
    csvOf([
      ["date", "amount", "text"],
      ["2026-09-01", "-1284.50", "Northwind, berth 7"],
      ["2026-09-02", "300", "Refund"],
    ]),
  );
  add("ledger", 80, {
    name: "ledger.csv",
    parent: finance,
    ...chloe,
    ...stored("ledger", ledger, "text/csv", 80),
  });
}
