import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { mimeTree } from "../../../test/sandbox/mime-tree.ts";
import { readAnswer } from "../../kit/index.ts";
import { messageSchema } from "../upstream.ts";
import { headerOf } from "./part-tree.ts";
import { readMessage } from "./read-message.ts";

const CORPUS = new URL("../corpus/", import.meta.url);
const names = readdirSync(CORPUS).filter((name) => name.endsWith(".eml"));

/** As Gmail hands it out, and what the mail says of itself. */
function messageIn(name: string) {
  const { root } = mimeTree(readFileSync(new URL(name, CORPUS)), name);
  const message = readAnswer(messageSchema, {
    id: "m",
    threadId: "t",
    internalDate: "1793610000000",
    payload: JSON.parse(JSON.stringify(root)),
  });
  const said = (header: string) =>
    (message.payload?.headers ?? []).filter((one) => one.name === header).map(({ value }) => value);
  return { message, said };
}

const line = (text: string) => text.replace(/\s+/g, " ");

it("holds at least sixty messages", () => expect(names.length).toBeGreaterThanOrEqual(60));

describe.each(names)("%s", (name) => {
  const { message, said } = messageIn(name);
  const full = readMessage(message, "full");
  const clean = readMessage(message, "clean");

  it("loses no visible text and shows nothing else", () => {
    for (const text of [...said("X-Visible"), ...said("X-History")])
      expect(line(full.body)).toContain(line(text));
    for (const text of said("X-Visible")) expect(line(clean.body)).toContain(line(text));
    for (const text of said("X-Hidden")) {
      expect(line(full.body)).not.toContain(line(text));
      expect(line(readMessage(message, "clean").body)).not.toContain(line(text));
    }
    for (const text of said("X-History")) expect(line(clean.body)).not.toContain(line(text));
  });

  it("names its files and what could not be read", () => {
    const files = full.attachments.map((file) => file.name);
    expect(files).toEqual(expect.arrayContaining(said("X-File")));
    const notes = full.notes.join("\n");
    for (const text of said("X-Note")) expect(notes).toContain(text);
    if (said("X-Note").length === 0) expect(notes).toBe("");
    for (const subject of said("X-Subject")) expect(full.subject).toBe(subject);
  });

  it("has every form, and none of them throws", () => {
    for (const mode of ["text", "html", "none"] as const)
      expect(readMessage(message, mode).notes).toBeDefined();
    expect(headerOf(message.payload, "X-Shows")).not.toBe("");
  });
});
