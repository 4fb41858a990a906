import { expect, it } from "vitest";
import { fakeApi } from "../kit/fixture.ts";
import { labelIdsOf, refuseFixed } from "./label-ids.ts";

const LABELS = [
  { id: "INBOX", name: "INBOX", type: "system" },
  { id: "Label_1", name: "Invoices", type: "user" },
  { id: "Label_2", name: "Work/Invoices", type: "user" },
  { id: "Label_3", name: "Starred", type: "user" },
];
const open = (labels: readonly object[] = LABELS) => fakeApi({ answer: () => ({ labels }) });

it.each([
  ["Label_1", "Label_1"],
  ["invoices", "Label_1"],
  [" WORK/Invoices ", "Label_2"],
  ["INBOX", "INBOX"],
  ["inbox", "INBOX"],
  ["Primary", "CATEGORY_PERSONAL"],
])("finds %j", async (given, id) => {
  expect((await labelIdsOf(open().api, [given]))(given).id).toBe(id);
});

it("asks Gmail only for what is not its own", async () => {
  const { api, calls } = open();
  await labelIdsOf(api, ["INBOX", "STARRED"]);
  expect(calls).toEqual([]);
});

it.each(["constructor", "__proto__", "", "Invoice"])("refuses %j, which names none", async (given) => {
  const labelOf = await labelIdsOf(open().api, [given]);
  expect(() => labelOf(given)).toThrowError(/There is no label .*gmail_list_labels/);
});

it("asks which of two labels of one name is meant", async () => {
  const labelOf = await labelIdsOf(open().api, ["starred"]);
  expect(() => labelOf("starred")).toThrowError(/several labels: STARRED, Label_3/);
});

it("names few of many labels", async () => {
  const many = Array.from({ length: 500 }, (_, at) => ({
    id: `Label_${at}`,
    name: `n${at}`.repeat(40),
    type: "user",
  }));
  const labelOf = await labelIdsOf(open(many).api, ["zzz"]);
  expect(() => labelOf("zzz")).toThrowError(/and 485 more/);
});

it.each([
  ["TRASH", true],
  ["TRASH", false],
  ["SPAM", true],
  ["SENT", true],
  ["DRAFT", false],
])("refuses to change %s (adding: %s)", (id, adding) => {
  expect(() => refuseFixed(id, adding)).toThrowError(expect.objectContaining({ fault: "bad_argument" }));
});

it("takes mail out of Spam", () => expect(refuseFixed("SPAM", false)).toBeUndefined());
