import { expect, test } from "vitest";
import { connectorOf, jsonOf, readJson, withConnector, withTools } from "./draft.ts";
import { lineOf } from "./line-of.ts";

const two = { tools: [{ name: "a", connector: "x" }, { name: "b" }] };
const server = ["a", "b"];

test("JSON is read as a manifest, or as the place of its first fault", () => {
  expect(readJson(jsonOf(two))).toEqual({ manifest: two });
  expect(readJson('{\n  "tools": [\n    {"name": "a",}\n  ]\n}').fault).toMatch(
    /^This is no JSON, in line 3\.$/,
  );
  expect(readJson('{"tools": [{"name": ""}]}').fault).toMatch(/^tools\.0\.name: /);
  expect(readJson('{"tools": [], "all": true}').fault).toMatch(/all/);
});

test("ticking adds through the server's connector and leaves the others as they are", () => {
  expect(withTools(two, ["b", "c"], true, "y").tools).toEqual([...two.tools, { name: "c", connector: "y" }]);
  expect(withTools(two, ["a"], false, "y").tools).toEqual([{ name: "b" }]);
});

test("a server's connector is told only where all its tools agree", () => {
  expect(connectorOf(two, server)).toBe("mixed");
  expect(connectorOf(two, ["a"])).toEqual({ slug: "x" });
  expect(connectorOf({ tools: [] }, server)).toEqual({ slug: undefined });
});

test("another connector takes the place of all, keeps scopes, and lists no tool twice", () => {
  const listed = {
    tools: [
      { name: "a", connector: "x", scopes: ["s"] },
      { name: "a", connector: "y" },
      { name: "other", connector: "x" },
    ],
  };
  expect(withConnector(listed, server, "z").tools).toEqual([
    { name: "a", scopes: ["s"], connector: "z" },
    { name: "other", connector: "x" },
  ]);
  expect(withConnector(two, server, undefined).tools).toEqual([{ name: "a" }, { name: "b" }]);
});

test("a problem's path leads to its line, whatever strings hold", () => {
  const text = JSON.stringify(
    {
      tools: [
        { name: 'a "}], {', scopes: ["x"] },
        { name: "b", connector: "mail" },
      ],
    },
    null,
    2,
  );
  const at = (path: string) => text.split("\n")[(lineOf(text, path) ?? 0) - 1]?.trim();
  expect(at("tools.0.name")).toBe('"name": "a \\"}], {",');
  expect(at("tools.1.connector")).toBe('"connector": "mail"');
  expect(at("tools.0.scopes.0")).toBe('"x"');
  expect(lineOf(text, "tools.2.name")).toBeUndefined();
  expect(lineOf('{"tools":[]}', "tools")).toBe(1);
});
