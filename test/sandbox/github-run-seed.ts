import { pullStore } from "./github-pull-ledger.ts";
import type { GitHubServer } from "./github-server.ts";

const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 9, 0, second)).toISOString();
const stamped = (lines: readonly string[]): Buffer =>
  Buffer.from(
    `\uFEFF${lines.map((line, n) => `${at(n % 60).replace("Z", "1234Z")} ${line}`).join("\r\n")}\r\n`,
  );

const BUILD = [
  "##[group]Run npm ci",
  "\u001b[36;1mnpm ci\u001b[0m",
  "##[endgroup]",
  "added 312 packages in 9s",
];
const TEST = [
  "##[group]Run npm test",
  "\u001b[36;1mnpm test\u001b[0m",
  "env:",
  "  API_TOKEN: ***",
  "##[endgroup]",
  ...Array.from({ length: 400 }, (_, n) => ` \u001b[32m✓\u001b[39m session > case ${n}`),
  " \u001b[31m✗\u001b[39m redirect > refuses addresses without a host",
  '   expected "/", got "//evil.example"',
  "##[error]Process completed with exit code 1.",
  "Post job cleanup.",
];

interface Job {
  name: string;
  conclusion: string;
  log: Buffer | "gone" | undefined;
}

/** CI of `acme/web`: what failed for the head of an open pull request, an older run, one that waits; checks of the head. */
export function seedRuns(github: GitHubServer, { sha, number }: { sha: string; number: number }): void {
  const store = pullStore(github);
  const repo_id = github.store.repos.findOneBy("full_name", "acme/web")?.id ?? 0;
  const actor_id = github.account("ben")?.id ?? 0;
  const workflow = (name: string, file: string) =>
    named(store.workflows, "W", {
      repo_id,
      name,
      path: `.github/workflows/${file}`,
      state: "active",
      badge_url: "",
    });
  const [ci, nightly] = [workflow("CI", "ci.yml"), workflow("Nightly", "nightly.yaml")];
  let second = 0;
  const run = (workflow_id: number, name: string, more: Record<string, unknown>, jobs: readonly Job[]) => {
    const created_at = at(second++);
    const fields = {
      repo_id,
      workflow_id,
      name,
      head_branch: "lax-cookie",
      head_sha: sha,
      run_number: second,
      event: "pull_request",
      status: "completed",
      conclusion: "failure",
      actor_id,
      run_attempt: 1,
      run_started_at: created_at,
      ...more,
    };
    const run_id = named(store.workflowRuns, "WFR", fields);
    store.workflowRuns.update(run_id, { created_at });
    for (const job of jobs) addJob(github, { repo_id, run_id, started_at: created_at }, job);
  };
  const log = stamped(BUILD);
  run(ci, "CI", { head_branch: "main", event: "push", conclusion: "success" }, [
    { name: "build", conclusion: "success", log },
  ]);
  run(nightly, "Nightly", { head_branch: "main", event: "schedule" }, [
    { name: "links", conclusion: "failure", log: "gone" },
  ]);
  run(ci, "CI", { status: "queued", conclusion: null, head_branch: "passkeys" }, []);
  run(ci, "CI", {}, [
    { name: "build", conclusion: "success", log },
    { name: "test (22)", conclusion: "failure", log: stamped(TEST) },
    { name: "test (24)", conclusion: "failure", log: stamped([...TEST, "of 24"]) },
    { name: "deploy", conclusion: "skipped", log: undefined },
  ]);
  seedChecks(github, repo_id, sha, number);
}

function addJob(
  github: GitHubServer,
  of: { repo_id: number; run_id: number; started_at: string },
  { name, conclusion, log }: Job,
): void {
  const id = named(pullStore(github).jobs, "J", {
    ...of,
    name,
    status: "completed",
    conclusion,
    completed_at: of.started_at,
    runner_id: 1,
    runner_name: "Hosted Agent",
    steps: [
      { name: "Set up job", status: "completed", conclusion: "success", number: 1 },
      { name: "Run npm test", status: "completed", conclusion, number: 2 },
    ],
  });
  if (log !== undefined) github.pulls.logs.set(id, log);
}

function seedChecks(github: GitHubServer, repo_id: number, head_sha: string, number: number): void {
  for (const [name, conclusion] of Object.entries({
    build: "success",
    "test (22)": "failure",
    "test (24)": "failure",
    deploy: "skipped",
  }))
    named(pullStore(github).checkRuns, "CR", {
      repo_id,
      head_sha,
      name,
      conclusion,
      status: "completed",
      started_at: at(0),
      completed_at: at(30),
      external_id: "",
      details_url: null,
      actions: null,
      check_suite_id: 0,
      app_id: null,
      output: { title: null, summary: null, text: null, annotations_count: 0, annotations: [] },
    });
  const target_url = `https://preview.acme.test/${number}`;
  github.pulls.statuses.set(head_sha, [
    { context: "preview", state: "success", description: "Deployed", target_url },
  ]);
}

/** Node ids are made of ids, which the store gives out. */
function named(
  rows: { insert(row: never): { id: number }; update(id: number, row: never): unknown },
  kind: string,
  row: object,
): number {
  const { id } = rows.insert({ node_id: "", ...row } as never);
  rows.update(id, { node_id: `${kind}_${id}` } as never);
  return id;
}
