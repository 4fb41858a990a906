import { describe, expect, test } from "vitest";
import { servers } from "../mcp-servers/index.ts";
import { tokensOf } from "../mcp-servers/kit/index.ts";
import { listingsOf, registry } from "./tool-sizes.ts";
import { run } from "./tools.ts";

function tools(...argv: string[]) {
  const said = { out: "", err: "" };
  const code = run(argv, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
}

test("a program gets the number of tools and the size of tools/list of each server", () => {
  const { code, out } = tools("--json");
  const sizes = JSON.parse(out) as Record<string, object>;
  expect(code).toBe(0);
  expect(Object.keys(sizes)).toEqual(servers.map(({ id }) => id));
  for (const server of registry().servers.values()) {
    const listed = listingsOf(server);
    const bare = JSON.stringify(listed.map((one) => ({ ...one, outputSchema: undefined })));
    expect(sizes[server.spec.id]).toEqual({
      tools: server.spec.tools.length,
      bytes: new TextEncoder().encode(bare).length,
      bytes_with_output: new TextEncoder().encode(JSON.stringify(listed)).length,
      tokens: tokensOf(bare),
    });
  }
  expect(Object.keys(JSON.parse(tools("--json", "slack").out))).toEqual(["slack"]);
});

test("a person gets a line for each server and for each tool, with hints and scopes", () => {
  const { code, out } = tools();
  const lines = out.split("\n");
  expect(code).toBe(0);
  for (const { id, tools: all } of servers) {
    expect(lines.filter((line) => line.startsWith(`${id} `))).toHaveLength(1);
    for (const { name } of all) expect(lines.filter((line) => line.startsWith(`${name} `))).toHaveLength(1);
  }
  const line = (name: string) => lines.find((one) => one.startsWith(`${name} `));
  expect(line("gmail_send_message")).toMatch(/ destructive openWorld +gmail\.send/);
  expect(line("slack_add_reaction")).toMatch(/ idempotent openWorld +reactions:write$/);
  expect(line("github_get_me")).toMatch(/ readOnly idempotent openWorld +none$/);
});

describe("of one server", () => {
  test("a person gets the arguments of each tool, its effect and what it answers", () => {
    const { code, out } = tools("slack");
    expect(code).toBe(0);
    const [, part = ""] = out.split("\nslack_read_thread\n");
    const [details = ""] = part.split("\nslack_");
    expect(details).toMatch(/effect read, idempotent \(readOnly idempotent openWorld\)/);
    expect(details).toMatch(
      /^ {4}thread_ts +required +string, at most 20 characters +ts of its first message$/m,
    );
    expect(details).toMatch(/^ {4}order +default "oldest" +oldest \| newest$/m);
    expect(details).toMatch(/^ {4}page_size +default 50 +integer, 1 to 200$/m);
    expect(details).toMatch(/^ {2}answers channel_id, parent, items, next_cursor/m);
  });
});

test("help is given, and a wrong call is told what is there", () => {
  expect(tools("--help")).toMatchObject({
    code: 0,
    err: "",
    out: expect.stringContaining("npm run tools -- <server>"),
  });
  expect(tools("gmial")).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("There are gmail, "),
  });
  expect(tools("--jsn")).toMatchObject({ code: 2, out: "", err: expect.stringContaining("--json") });
  expect(tools("gmail", "slack")).toMatchObject({ code: 2, err: expect.stringContaining("one server") });
});
