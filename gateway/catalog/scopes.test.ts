import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type AnyTool, defineTool, PLAIN, type Provider } from "../../mcp-servers/kit/index.ts";
import { google } from "../../mcp-servers/providers/google.ts";
import { compareScopes, coveredBy, covers, expandScopes, neededFor, scopesFor } from "./index.ts";

const G = (name: string) => `https://www.googleapis.com/auth/gmail.${name}`;
const IDENTITY = ["openid", "email"];

const tool = (...scopes: string[][]): AnyTool =>
  defineTool({
    name: "a_tool",
    title: "A tool",
    description: "A tool.",
    effect: "read",
    targets: "none",
    labels: PLAIN,
    scopes,
    input: z.object({}),
    output: z.object({}),
    run: async () => ({}),
    render: () => "",
  });
const labels = tool([G("labels")], [G("readonly")]);
const search = tool([G("readonly")]);
const send = tool([G("send")]);
const drafts = tool([G("compose")]);
const modify = tool([G("modify")]);

describe("scopesFor asks for the narrowest set", () => {
  const asks = (tools: AnyTool[], ...scopes: string[]) =>
    expect(scopesFor(google, tools)).toEqual([...IDENTITY, ...scopes]);

  test("nothing but who it is for no tools", () => asks([]));
  test("a tool alone: its first alternative", () => asks([labels], G("labels")));
  test("a tool whose alternative is asked for anyway adds nothing, in any order", () => {
    asks([labels, search], G("readonly"));
    asks([search, labels], G("readonly"));
  });
  test("tools that share nothing add up, in a stable order", () => {
    asks([send, search], G("readonly"), G("send"));
    asks([search, send], G("readonly"), G("send"));
  });
  test("a scope that another one implies goes", () => {
    asks([send, drafts], G("compose"));
    asks([labels, search, send, drafts, modify], G("modify"));
  });
  test("the same tool twice is one", () => asks([search, search], G("readonly")));
});

describe("expandScopes", () => {
  test("follows what scopes imply, however deep", () => {
    expect(expandScopes(google, [G("modify")])).toEqual(
      new Set([G("modify"), G("readonly"), G("labels"), G("compose"), G("send")]),
    );
  });
  test("knows a scope by its other name, and leaves an unknown one as it is", () => {
    expect(expandScopes(google, ["https://www.googleapis.com/auth/userinfo.email"])).toEqual(
      new Set(["email"]),
    );
    expect(expandScopes(google, ["https://x.test/unknown"])).toEqual(new Set(["https://x.test/unknown"]));
  });
  test("ends where scopes imply each other", () => {
    const circular = {
      ...google,
      scopes: {
        a: { title: "A", sensitivity: "basic", implies: ["b"] },
        b: { title: "B", sensitivity: "basic", implies: ["a"] },
      },
    } as const;
    expect(expandScopes(circular, ["a"])).toEqual(new Set(["a", "b"]));
  });
  test("takes no scope for a property of every object", () => {
    for (const name of ["constructor", "__proto__", "toString"]) {
      expect(expandScopes(google, [name])).toEqual(new Set([name]));
      expect(compareScopes(google, ["email"], ["email", name])).toEqual({
        granted: ["email"],
        missing: [],
        extra: [name],
      });
    }
  });
});

describe("covers", () => {
  test("one whole alternative is needed", () => {
    const both = tool([G("labels"), G("send")], [G("modify")]);
    expect(covers(google, new Set([G("labels")]), both)).toBe(false);
    expect(covers(google, new Set([G("labels"), G("send")]), both)).toBe(true);
    expect(covers(google, expandScopes(google, [G("modify")]), both)).toBe(true);
    expect(covers(google, new Set(), both)).toBe(false);
  });
});

describe("coveredBy", () => {
  test("names the first alternative that is held whole", () => {
    const either = tool([G("send")], [G("labels")], [G("readonly")]);
    expect(coveredBy(google, expandScopes(google, [G("readonly")]), either)).toEqual([G("readonly")]);
    expect(coveredBy(google, expandScopes(google, [G("modify")]), either)).toEqual([G("send")]);
    expect(coveredBy(google, new Set(["email"]), either)).toBeUndefined();
    expect(coveredBy(google, new Set(), tool([], [G("send")]))).toEqual([]);
    expect(coveredBy(google, new Set([G("send")]), tool())).toBeUndefined();
  });
});

describe("a kind of registration has its own alternatives", () => {
  const app: Provider = {
    ...google,
    identityScopes: [],
    scopes: {
      "issues:read": { title: "Read issues", sensitivity: "basic" },
      "issues:write": { title: "Change issues", sensitivity: "sensitive", implies: ["issues:read"] },
    },
    appPermissions: { endpoint: "https://api.test/x", list: "installations", permissions: "permissions" },
  };
  const read = tool([], ["issues:read"]);
  const write = tool([G("send")], ["issues:write"]);
  const me = tool([]);

  test("one that it does not declare is never asked for and covers nothing", () => {
    expect(scopesFor(google, [write])).toEqual([...IDENTITY, G("send")]);
    expect(scopesFor(app, [write])).toEqual(["issues:write"]);
    expect(covers(google, new Set(["issues:write"]), write)).toBe(false);
    expect(covers(app, new Set([G("send")]), write)).toBe(false);
    expect(neededFor(app, tool([G("send")]))).toBeUndefined();
    expect(scopesFor(app, [tool([G("send")])])).toEqual([]);
  });
  test("public data needs nothing, unless permissions belong to the registration and can be told", () => {
    expect(scopesFor(google, [read])).toEqual(IDENTITY);
    expect(coveredBy(google, new Set(), read)).toEqual([]);
    expect(scopesFor(app, [read])).toEqual(["issues:read"]);
    expect(covers(app, new Set(), read)).toBe(false);
    expect(coveredBy(app, expandScopes(app, ["issues:write"]), read)).toEqual(["issues:read"]);
    expect(scopesFor(app, [read, write])).toEqual(["issues:write"]);
    expect(coveredBy(app, new Set(), me)).toEqual([]);
  });
});

describe("compareScopes", () => {
  const asked = [...IDENTITY, G("readonly"), G("send")];

  test("all of it", () => {
    expect(compareScopes(google, asked, asked)).toEqual({ granted: asked, missing: [], extra: [] });
  });
  test("under other names", () => {
    const given = ["openid", "https://www.googleapis.com/auth/userinfo.email", G("send"), G("readonly")];
    expect(compareScopes(google, asked, given)).toEqual({ granted: asked, missing: [], extra: [] });
  });
  test("less", () => {
    expect(compareScopes(google, asked, [...IDENTITY, G("readonly")])).toEqual({
      granted: [...IDENTITY, G("readonly")],
      missing: [G("send")],
      extra: [],
    });
  });
  test("more: recorded as extra, and not granted", () => {
    expect(
      compareScopes(google, [...IDENTITY, G("send")], [...IDENTITY, G("send"), G("readonly"), G("readonly")]),
    ).toEqual({
      granted: [...IDENTITY, G("send")],
      missing: [],
      extra: [G("readonly")],
    });
  });
  test("a wider scope than the one asked for counts for it, and is extra", () => {
    expect(compareScopes(google, [G("send")], [G("compose")])).toEqual({
      granted: [G("send")],
      missing: [],
      extra: [G("compose")],
    });
  });
  test("what an asked scope implies is no surplus", () => {
    expect(compareScopes(google, [G("modify")], [G("modify"), G("readonly")])).toMatchObject({ extra: [] });
  });
});

test("part of a scope that was asked for counts for what it is", () => {
  const asked = ["email", G("modify")];
  expect(compareScopes(google, asked, ["email", G("readonly"), G("modify")])).toMatchObject({
    granted: ["email", G("modify")],
    missing: [],
  });
  expect(compareScopes(google, asked, ["email", G("readonly")])).toEqual({
    granted: ["email", G("readonly")],
    missing: [G("modify")],
    extra: [],
  });
});
