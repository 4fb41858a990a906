import { describe, expect, it } from "vitest";
import { type Call, fakeApi, runTool } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { githubGetJobLogs } from "./get-job-logs.ts";
import { githubListWorkflowRuns } from "./list-workflow-runs.ts";

const REPO = "acme/web";
const run = (id: number, more: object = {}) => ({
  id,
  name: "CI",
  display_title: "Fix",
  run_number: id,
  run_attempt: 1,
  event: "push",
  status: "completed",
  conclusion: "failure",
  head_branch: "main",
  head_sha: "a".repeat(40),
  actor: { login: "ada" },
  created_at: "2026-11-01T08:00:00Z",
  updated_at: "2026-11-01T08:00:00Z",
  html_url: "https://github.com/x",
  ...more,
});
const job = (id: number, more: object = {}) => ({
  id,
  run_id: 1,
  name: `job ${id}`,
  status: "completed",
  conclusion: "failure",
  html_url: "https://github.com/j",
  steps: [{ name: "Test", number: 1, conclusion: "failure" }],
  ...more,
});
const pageOf = <T>(all: readonly T[], { query = {} }: Call) => {
  const size = Number(query.per_page);
  return all.slice((Number(query.page ?? 1) - 1) * size, Number(query.page ?? 1) * size);
};
const log = (text: string) => ({ bytes: new TextEncoder().encode(text), contentType: "text/plain" });
const gone = (status: number) => new ToolError("not_found", `GitHub said ${status}.`, { status });

describe("github_list_workflow_runs", () => {
  const answer =
    (runs: readonly object[], jobs: readonly object[] = []) =>
    (call: Call) =>
      call.path.endsWith("/jobs")
        ? { total_count: jobs.length, jobs: pageOf(jobs, call) }
        : { total_count: runs.length, workflow_runs: pageOf(runs, call) };
  it("asks for the jobs of the latest run once, on the first page", async () => {
    const { api, calls } = fakeApi({
      answer: answer(
        Array.from({ length: 45 }, (_, n) => run(45 - n)),
        [job(1)],
      ),
    });
    const ids: number[] = [];
    let cursor: string | undefined;
    do {
      const { output } = await runTool(githubListWorkflowRuns, api, { repo: REPO, cursor });
      ids.push(...output.items.map(({ run_id }) => run_id));
      cursor = output.next_cursor;
    } while (cursor);
    expect(ids).toEqual(Array.from({ length: 45 }, (_, n) => 45 - n));
    expect(calls.filter(({ path }) => path.endsWith("/jobs")).map(({ path }) => path)).toEqual([
      "/repos/acme/web/actions/runs/45/jobs",
    ]);
  });
  it("names the workflow as GitHub takes it, and looks names up alone", async () => {
    const workflows = [
      { id: 7, name: "CI", path: ".github/workflows/ci.yml" },
      { id: 8, name: "Twice", path: ".github/workflows/a.yml" },
      { id: 9, name: "Twice", path: ".github/workflows/b.yml" },
    ];
    const { api, calls } = fakeApi({
      answer: (call) => (call.path.endsWith("/workflows") ? { total_count: 3, workflows } : answer([])(call)),
    });
    const ask = (workflow: string) =>
      runTool(githubListWorkflowRuns, api, { repo: REPO, workflow, status: "success" });
    for (const workflow of ["12", "ci.yml", ".github/workflows/ci.yml"]) await ask(workflow);
    expect(calls.map(({ path }) => path.replace("/repos/acme/web/actions", ""))).toEqual([
      "/workflows/12/runs",
      "/workflows/ci.yml/runs",
      "/workflows/ci.yml/runs",
    ]);
    expect(calls[0]?.query).toMatchObject({ status: "success" });
    await ask("ci");
    expect(calls.at(-1)?.path).toBe("/repos/acme/web/actions/workflows/7/runs");
    await expect(ask("twice")).rejects.toThrow("Several workflows have this name: .github/workflows/a.yml");
    await expect(ask("nope")).rejects.toThrow("There are: CI (ci.yml), Twice (a.yml), Twice (b.yml).");
    await expect(ask(" ")).rejects.toThrow("`workflow` is empty");
    await expect(ask("../../../secrets.yml")).resolves.toBeDefined();
    expect(calls.at(-1)?.path).toBe("/repos/acme/web/actions/workflows/secrets.yml/runs");
    await expect(ask("x?y.yml")).resolves.toBeDefined();
    expect(calls.at(-1)?.path).toBe("/repos/acme/web/actions/workflows/x%3Fy.yml/runs");
  });
  it("says how many jobs and runs it leaves out", async () => {
    const jobs = Array.from({ length: 100 }, (_, n) =>
      job(n + 1, { conclusion: n === 99 ? "failure" : "success" }),
    );
    const { api } = fakeApi({
      answer: (call) =>
        call.path.endsWith("/jobs")
          ? { total_count: 120, jobs }
          : { total_count: 4000, workflow_runs: pageOf([run(1)], call) },
    });
    const { output, text } = await runTool(githubListWorkflowRuns, api, { repo: REPO });
    expect(output.latest_jobs?.[0]).toMatchObject({ job_id: 100, failed_step: "Test" });
    expect(text).toContain("50 of 120 jobs of the latest run are listed.");
    expect(text).toContain("the first 1000 of 4000 runs only");
  });
});

describe("github_get_job_logs", () => {
  it("reads logs of failed jobs, five a call, and goes on with the others", async () => {
    const jobs = Array.from({ length: 13 }, (_, n) =>
      job(n + 1, { conclusion: n === 3 ? "success" : "failure" }),
    );
    let most = 0;
    let now = 0;
    const { api, calls } = fakeApi({
      answer: async (call) => {
        if (call.path.endsWith("/jobs")) return { total_count: jobs.length, jobs: pageOf(jobs, call) };
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 1));
        now -= 1;
        return log(`${call.path}\n`);
      },
    });
    const ids: number[] = [];
    let cursor: string | undefined;
    do {
      const { output } = await runTool(githubGetJobLogs, api, { repo: REPO, run_id: 1, cursor });
      ids.push(...output.logs.map(({ job_id }) => job_id));
      cursor = output.next_cursor;
    } while (cursor);
    expect(ids).toEqual(jobs.filter(({ conclusion }) => conclusion === "failure").map(({ id }) => id));
    expect(most).toBe(2);
    expect(calls.filter(({ path }) => path.endsWith("/logs"))).toHaveLength(12);
  });
  it("goes further back in one of several logs with that log's own cursor", async () => {
    const lines = Array.from({ length: 95 }, (_, n) => `line ${n}`);
    const { api } = fakeApi({
      answer: ({ path }) => {
        if (path.endsWith("/logs")) return log(`${lines.join("\n")}\n`);
        return path.endsWith("/jobs") ? { total_count: 2, jobs: [job(1), job(2)] } : job(2);
      },
    });
    const args = { repo: REPO, run_id: 1, tail_lines: 40 };
    const { output } = await runTool(githubGetJobLogs, api, args);
    const pages = [output.logs[1]?.log];
    let cursor = output.logs[1]?.truncated?.next_cursor;
    while (cursor) {
      const { output: back } = await runTool(githubGetJobLogs, api, { ...args, cursor });
      expect(back.logs.map(({ job_id }) => job_id)).toEqual([2]);
      pages.unshift(back.logs[0]?.log);
      cursor = back.logs[0]?.truncated?.next_cursor;
    }
    expect(pages.join("\n")).toBe(lines.join("\n"));
    expect(pages).toHaveLength(3);
  });
  it("notes what each job lacks, and fails for one that was asked for by itself", async () => {
    const jobs = [job(1), job(2), job(3), job(4, { status: "in_progress", conclusion: null })];
    const answers: Record<string, unknown> = {
      1: gone(410),
      2: gone(404),
      3: new ToolError("too_large", "Too large."),
    };
    const { api } = fakeApi({
      answer: ({ path }) => {
        const [, id = "", logs] = /\/jobs\/(\d+)(\/logs)?$/.exec(path) ?? [];
        if (id === "") return { total_count: 4, jobs };
        if (!logs) return jobs[Number(id) - 1];
        throw answers[id];
      },
    });
    const { output, text } = await runTool(githubGetJobLogs, api, {
      repo: REPO,
      run_id: 1,
      failed_only: false,
    });
    expect(output.logs.map(({ note }) => note)).toEqual([
      expect.stringContaining("gone (410)"),
      expect.stringContaining("no log"),
      expect.stringContaining("more than 20 MB"),
      expect.stringContaining("in_progress"),
    ]);
    expect(text).toContain("[The log has more than 20 MB: read it on GitHub.]");
    for (const job_id of [1, 2, 3, 4])
      await expect(runTool(githubGetJobLogs, api, { repo: REPO, job_id })).rejects.toBeInstanceOf(ToolError);
    await expect(runTool(githubGetJobLogs, api, { repo: REPO, job_id: 3 })).rejects.toThrow("20 MB");
  });
  it("passes on what concerns more than one log", async () => {
    const limited = new ToolError("rate_limited", "Slow down.", { status: 429 });
    const { api } = fakeApi({
      answer: ({ path }) => {
        if (path.endsWith("/logs")) throw limited;
        return job(1);
      },
    });
    await expect(runTool(githubGetJobLogs, api, { repo: REPO, job_id: 1 })).rejects.toBe(limited);
    for (const wrong of [{}, { run_id: 1, job_id: 1 }])
      await expect(runTool(githubGetJobLogs, api, { repo: REPO, ...wrong })).rejects.toThrow(
        "either `job_id` or `run_id`",
      );
  });
  it("stays below the cap whatever a log holds, and says what is missing", async () => {
    const { api, calls } = fakeApi({
      answer: ({ path }) =>
        path.endsWith("/logs") ? log("漢字".repeat(900).concat("\n").repeat(3000)) : job(1),
    });
    const { output, text } = await runTool(githubGetJobLogs, api, {
      repo: REPO,
      job_id: 1,
      tail_lines: 5000,
      max_chars: 100_000,
    });
    expect(output.logs[0]?.truncated).toMatchObject({ total: 3000 });
    expect(text).toMatch(/\[\d+ of 3000 lines are here\. Further back with cursor /);
    expect(calls).toHaveLength(2);
    const other = { repo: REPO, job_id: 2, cursor: output.logs[0]?.truncated?.next_cursor };
    await expect(runTool(githubGetJobLogs, api, other)).rejects.toThrow("another query");
  });
});
