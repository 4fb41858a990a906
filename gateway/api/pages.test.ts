import { expect, test } from "vitest";
import { pageOf } from "./pages.ts";

const all = ["Ada", "ben", "Cy", "Dee", "Eve"].map((name, n) => ({ id: `x_${n}`, name }));
const words = ({ name }: { name: string }) => [name, null];
const names = (page: { items: { name: string }[] }) => page.items.map(({ name }) => name).join();

test("pages follow one another to the end, also when what a page ended with has gone meanwhile", () => {
  const first = pageOf(all, { page_size: 2 }, words);
  expect(names(first)).toBe("Ada,ben");
  const second = pageOf(all, { page_size: 2, cursor: first.next_cursor ?? "" }, words);
  expect(names(second)).toBe("Cy,Dee");
  const third = pageOf(all, { page_size: 2, cursor: second.next_cursor ?? "" }, words);
  expect([names(third), third.next_cursor]).toEqual(["Eve", null]);
  const without = all.filter(({ name }) => name !== "ben");
  expect(names(pageOf(without, { page_size: 2, cursor: first.next_cursor ?? "" }, words))).toBe("Cy,Dee");
  const newer = [{ id: "x_9", name: "New" }, ...all];
  expect(names(pageOf(newer, { page_size: 9, cursor: first.next_cursor ?? "" }, words))).toBe("Cy,Dee,Eve");
  expect(pageOf(all, { page_size: 5 }, words).next_cursor).toBeNull();
});

test("words are looked for whatever their case; what is no cursor is refused", () => {
  expect(names(pageOf(all, { q: "E", page_size: 9 }, words))).toBe("ben,Dee,Eve");
  expect(names(pageOf(all, { q: "nobody", page_size: 9 }, words))).toBe("");
  for (const cursor of ["", "x", "MTIz", "../../etc"])
    expect(() => pageOf(all, { page_size: 2, cursor }, words)).toThrow("The request is not valid.");
});
