import { expect, it } from "vitest";
import { type Call, fakeApi } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { placesOf } from "./places.ts";

interface Folder {
  name: string;
  parents?: string[];
  driveId?: string;
  ownedByMe?: boolean;
}
const item = (id: string, parents: string[], more: object = {}) => ({
  id,
  name: id,
  parents,
  driveId: undefined,
  ownedByMe: true,
  ...more,
});

function tree(folders: Record<string, Folder>, more: Parameters<typeof fakeApi>[0] | object = {}) {
  return fakeApi({
    answer({ path }: Call) {
      const id = path.split("/")[2] ?? "";
      if (path.startsWith("/drives/")) return { id, name: "Finance" };
      const found = folders[id];
      if (!found) throw new ToolError("not_found", "no");
      return { id, ...found };
    },
    ...more,
  });
}

it("reads each folder once, for all files and for later calls", async () => {
  const { api, calls } = tree({
    root: { name: "Meine Ablage", ownedByMe: true },
    a: { name: "A", parents: ["root"], ownedByMe: true },
  });
  const files = [item("x", ["a"]), item("y", ["a"]), item("z", ["root"])];
  const places = await placesOf(api, files);
  expect(files.map(places.pathOf)).toEqual(["My Drive/A/x", "My Drive/A/y", "My Drive/z"]);
  expect(calls).toHaveLength(2);
  await placesOf(api, files);
  expect(calls).toHaveLength(2);
  await placesOf({ ...api, connectorId: "con_other" }, files);
  expect(calls).toHaveLength(4);
});

it("says what cannot be seen, what others shared, and which shared drive it is", async () => {
  const { api } = tree({
    theirs: { name: "Theirs", ownedByMe: false },
    deep: { name: "Deep", parents: ["drive"], driveId: "drive" },
  });
  const files = [
    item("secret", ["hidden"]),
    item("shared", [], { ownedByMe: false }),
    item("inside", ["theirs"], { ownedByMe: false }),
    item("paper", ["deep"], { driveId: "drive" }),
    item("drive", [], { driveId: "drive" }),
  ];
  const places = await placesOf(api, files);
  expect(files.map(places.pathOf)).toEqual([
    "(folder this account cannot see)/secret",
    "Shared with me/shared",
    "Shared with me/Theirs/inside",
    "Finance/Deep/paper",
    "Finance",
  ]);
  const { api: metadataOnly } = tree({}, { scopes: [] });
  expect(
    (await placesOf(metadataOnly, [item("x", ["drive"], { driveId: "drive" })])).driveName("drive"),
  ).toBe("drive");
});

it("reads no more than forty folders, climbs no more than twenty levels, and ends in circles", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [`f${at}`, { name: `F${at}`, ownedByMe: true }]),
  );
  const wide = tree(many);
  const files = Object.keys(many).map((id) => item(`in-${id}`, [id]));
  const places = await placesOf(wide.api, files);
  expect(wide.calls.length).toBe(40);
  expect(files.filter((file) => places.pathOf(file).startsWith("…/"))).toHaveLength(20);
  expect(places.warnings.join()).toContain("not read up to the top");
  const deep = tree(
    Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [`d${at}`, { name: `D${at}`, parents: [`d${at + 1}`] }]),
    ),
  );
  expect((await placesOf(deep.api, [item("x", ["d0"])])).pathOf(item("x", ["d0"]))).toMatch(/^…\/D/);
  const circle = tree({ a: { name: "A", parents: ["b"] }, b: { name: "B", parents: ["a"] } });
  expect((await placesOf(circle.api, [item("x", ["a"])])).pathOf(item("x", ["a"]))).toMatch(/^…\//);
});

it("does without a path when Google is slow or says slow down", async () => {
  const { api } = fakeApi({ answer: () => Promise.reject(new ToolError("rate_limited", "slow")) });
  expect((await placesOf(api, [item("x", ["a"])])).pathOf(item("x", ["a"]))).toBe("…/x");
});
