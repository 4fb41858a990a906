import { expect, it } from "vitest";
import { z } from "zod";
import { github } from "./index.ts";

/**
 * The published contract, sizes included: every definition is paid for in each conversation. `!` required, sN at most N
 * characters, iA-B range, [N] at most N items, b true or false, e one of, o objects, =default. R read, W write, X and D
 * destructive, I idempotent.
 */
const CONTRACT: Readonly<Record<string, readonly [effect: string, input: string]>> = {
  github_get_me: ["R", ""],
  github_search_repositories: ["R", "query!:s256 sort:e(best/stars/updated) page_size:i1-50=20 cursor:s2000"],
  github_get_repository: ["R", "repo!:s140 max_chars:i0-20000=4000"],
  github_search_code: ["R", "query!:s256 repo:s140 page_size:i1-50=20 cursor:s2000"],
  github_get_file: [
    "R",
    "repo!:s140 path:s1000 ref:s255 start_line:i1-1000000 end_line:i1-1000000 max_chars:i500-100000=20000 cursor:s2000",
  ],
  github_list_commits: [
    "R",
    "repo!:s140 ref:s255 path:s1000 author:s100 since:s40 until:s40 page_size:i1-50=20 cursor:s2000",
  ],
  github_get_commit: [
    "R",
    "repo!:s140 sha!:s255 detail:e(none/stats/patch)=stats max_chars:i500-100000=20000 cursor:s2000",
  ],
  github_list_branches: [
    "R",
    "repo!:s140 kind:e(branches/tags)=branches query:s100 page_size:i1-50=20 cursor:s2000",
  ],
  github_search_issues: [
    "R",
    "query!:s256 repo:s140 type:e(issue/pr/any)=any sort:e(best/created/updated/comments) page_size:i1-50=20 cursor:s2000",
  ],
  github_list_issues: [
    "R",
    "repo!:s140 state:e(open/closed/all)=open labels:s50[10] assignee:s40 since:s40 page_size:i1-50=20 cursor:s2000",
  ],
  github_get_issue: [
    "R",
    "repo!:s140 number!:i1-100000000 include_comments:b=true max_chars:i500-60000=12000 cursor:s2000",
  ],
  github_create_issue: [
    "X",
    "repo!:s140 title!:s256 body:s65536 labels:s50[20] assignees:s40[10] milestone:i1-100000 type:s50 idempotency_key:s100",
  ],
  github_update_issue: [
    "XI",
    "repo!:s140 number!:i1-100000000 title:s256 body:s65536 state:e(open/closed) state_reason:e(completed/not_planned/duplicate/reopened) labels_add:s50[20] labels_remove:s50[20] assignees_add:s40[10] assignees_remove:s40[10]",
  ],
  github_add_comment: ["X", "repo!:s140 number!:i1-100000000 body!:s65536 idempotency_key:s100"],
  github_list_pull_requests: [
    "R",
    "repo!:s140 state:e(open/closed/merged/all)=open base:s255 head:s255 author:s40 page_size:i1-50=20 cursor:s2000",
  ],
  github_get_pull_request: [
    "R",
    "repo!:s140 number!:i1-100000000 include:e(body/mergeability/checks/reviews/files)[5] max_chars:i500-60000=12000",
  ],
  github_get_pull_request_diff: [
    "R",
    "repo!:s140 number!:i1-100000000 paths:s1000[50] max_chars:i2000-100000=24000 cursor:s2000",
  ],
  github_list_review_threads: [
    "R",
    "repo!:s140 number!:i1-100000000 unresolved_only:b=false page_size:i1-50=20 cursor:s2000",
  ],
  github_create_pull_request: [
    "X",
    "repo!:s140 title!:s256 head!:s255 base!:s255 body:s65536 draft:b=false reviewers:s60[15]",
  ],
  github_update_pull_request: [
    "XI",
    "repo!:s140 number!:i1-100000000 title:s256 body:s65536 state:e(open/closed) draft:b base:s255 reviewers_add:s60[15] update_branch:b",
  ],
  github_review_pull_request: [
    "X",
    "repo!:s140 number!:i1-100000000 event!:e(comment/approve/request_changes) body:s65536 comments:o commit_sha:s40",
  ],
  github_merge_pull_request: [
    "D",
    "repo!:s140 number!:i1-100000000 method:e(merge/squash/rebase)=squash expected_head_sha!:s40 title:s256 message:s65536",
  ],
  github_create_branch: ["W", "repo!:s140 name!:s255 from:s255"],
  github_commit_files: ["D", "repo!:s140 branch!:s255 message!:s2000 files!:o expected_head_sha:s40"],
  github_list_workflow_runs: [
    "R",
    "repo!:s140 branch:s255 status:e(queued/in_progress/success/failure/any)=any workflow:s255 page_size:i1-50=20 cursor:s2000",
  ],
  github_get_job_logs: [
    "R",
    "repo!:s140 run_id:i1-99999999999 job_id:i1-99999999999 failed_only:b=true tail_lines:i10-5000=200 max_chars:i500-100000=20000 cursor:s2000",
  ],
};

interface Schema {
  type?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  enum?: string[];
  items?: Schema;
  default?: unknown;
}

function kind(schema: Schema): string {
  if (schema.enum) return `e(${schema.enum.join("/")})`;
  if (schema.type === "string") return `s${schema.maxLength}`;
  if (schema.type === "integer") return `i${schema.minimum}-${schema.maximum}`;
  if (schema.type === "boolean") return "b";
  if (schema.type !== "array" || !schema.items) throw new Error(`no ${schema.type} in arguments`);
  expect(schema.maxItems).toBeDefined();
  return schema.items.type === "object" ? "o" : `${kind(schema.items)}[${schema.maxItems}]`;
}

function written(input: z.ZodType): string {
  const schema = z.toJSONSchema(input, { io: "input" }) as {
    properties: Record<string, Schema>;
    required?: string[];
    additionalProperties?: boolean;
  };
  expect(schema.additionalProperties).toBe(false);
  return Object.entries(schema.properties)
    .map(([name, one]) => {
      const must = schema.required?.includes(name) ? "!" : "";
      return `${name}${must}:${kind(one)}${one.default === undefined ? "" : `=${one.default}`}`;
    })
    .join(" ");
}

it("has exactly the tools of the contract, with exactly its arguments", () => {
  expect(github.tools.map((tool) => [tool.name, written(tool.input)])).toEqual(
    Object.entries(CONTRACT).map(([name, [, input]]) => [name, input]),
  );
});

it("says what each tool does to the world", () => {
  const effects = { R: "read", W: "write", X: "destructive", D: "destructive" } as const;
  for (const tool of github.tools) {
    const code = CONTRACT[tool.name]?.[0] ?? "";
    expect([tool.name, tool.effect]).toEqual([tool.name, effects[code[0] as keyof typeof effects]]);
    expect([tool.name, (tool as { idempotent?: boolean }).idempotent === true]).toEqual([
      tool.name,
      code.endsWith("I"),
    ]);
  }
});

it("describes its results as JSON Schema", () => {
  for (const tool of github.tools)
    expect(z.toJSONSchema(tool.output, { io: "output" })).toMatchObject({ type: "object" });
});

it("offers private repositories beside every tool that serves public ones", () => {
  for (const tool of github.tools) {
    const scopes: readonly (readonly string[])[] = tool.scopes;
    if (tool.name === "github_get_me") continue;
    const extras = (tool as { extras?: readonly { scopes: readonly string[] }[] }).extras ?? [];
    expect([tool.name, extras.some((one) => one.scopes.includes("repo"))]).toEqual([tool.name, true]);
    expect(scopes.some((one) => one.includes("repo"))).toBe(false);
  }
});
