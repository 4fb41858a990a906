import { expect, test } from "vitest";
import * as catalogOfBuild from "../../mcp-servers/index.ts";
import { openRegistry } from "./registry.ts";
import { openToolSearch } from "./tool-search.ts";

const registry = openRegistry(catalogOfBuild.providers, catalogOfBuild.servers);
const search = openToolSearch(registry);
const found = (query: string) => search.search(query, () => true).map(({ tool }) => tool.tool.name);

test.each([
  ["send an email", "gmail_send_message"],
  ["read a mail thread", "gmail_get_thread"],
  ["list calendar events", "calendar_list_events"],
  ["create an event in my calendar", "calendar_create_event"],
  ["post a message to a slack channel", "slack_send_message"],
  ["open a pull request", "github_create_pull_request"],
  ["github issues search", "github_search_issues"],
  ["share a file", "drive_share_file"],
  ["upload file to slack", "slack_upload_file"],
  ["free busy", "calendar_find_availability"],
  ["searchThreads", "gmail_search_threads"],
])("%s: %s is among the first three", (query, name) => {
  expect(found(query).slice(0, 3)).toContain(name);
});

test("every tool is found first by its own name, and among the first five by its title", () => {
  for (const { tools } of registry.servers.values()) {
    for (const { tool } of tools.values()) {
      expect(found(tool.name)[0], tool.name).toBe(tool.name);
      expect(found(tool.title).slice(0, 5), tool.title).toContain(tool.name);
    }
  }
});

test("words may be cut or mistyped, and what may not be used is not found", () => {
  expect(found("calender evnts").slice(0, 5)).toContain("calendar_list_events");
  expect(found("attach")[0]).toContain("attachment");
  const none = search.search("send mail", ({ server }) => server.spec.id === "slack");
  expect(none.every(({ server }) => server.spec.id === "slack")).toBe(true);
  expect(found("")).toEqual([]);
  expect(found("☃ !! \u0000")).toEqual([]);
  expect(found("x".repeat(100_000))).toEqual([]);
});

test("names that are nearly right have neighbours, at most three", () => {
  const closest = (name: string) => search.closest(name, () => true);
  expect(closest("gmail_search_thread")[0]).toBe("gmail_search_threads");
  expect(closest("search_gmail_threads")[0]).toBe("gmail_search_threads");
  expect(closest("github_merge_pr")).toContain("github_merge_pull_request");
  expect(closest("drive_serch_files")[0]).toBe("drive_search_files");
  expect(closest("github").length).toBeLessThanOrEqual(3);
  expect(closest("qqqq")).toEqual([]);
});

test("a former name leads to the tool; a name that two servers have stops the start", () => {
  const [first, second] = catalogOfBuild.servers;
  if (!first || !second) throw new Error("no servers");
  const [tool] = first.tools;
  if (!tool) throw new Error("no tools");
  const renamed = { ...first, aliases: { gmail_old_name: tool.name } };
  const again = openToolSearch(openRegistry(catalogOfBuild.providers, [renamed, second]));
  expect(again.find("gmail_old_name")?.tool.tool.name).toBe(tool.name);
  expect(again.find("nothing")).toBeUndefined();
  const twice = { ...second, tools: [...second.tools, tool] };
  expect(() => openToolSearch(openRegistry(catalogOfBuild.providers, [first, twice]))).toThrow("declared by");
});
