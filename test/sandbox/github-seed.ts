import type { PluginContext } from "./emulator-internals.ts";
import { loginOf } from "./github-authorize.ts";
import { ORBITAL_REPOS } from "./github-code-seed.ts";
import { OUTSIDER } from "./github-pull-seed.ts";
import type { GitHubServer } from "./github-server.ts";
import type { Stock } from "./strict-emulator.ts";

const REPOS = [
  {
    owner: "acme",
    name: "api",
    private: true,
    language: "TypeScript",
    description: "The service behind everything.",
  },
  { owner: "acme", name: "web", private: false, language: "TypeScript", description: "What people see." },
];

/** For the stock emulator: people, the organisation, its repositories and the app. */
export function githubSeed({ options }: GitHubServer): Record<string, unknown> {
  const { app, orgs, users } = options;
  return {
    users: [...users.map(({ email, name }) => ({ login: loginOf(email), name, email })), OUTSIDER],
    orgs: Object.entries(orgs).map(([login, members]) => ({
      login,
      name: login === "acme" ? "Acme" : "Orbital",
      members: Object.entries(members).map(([member, role]) => ({ login: member, role })),
    })),
    repos: [...REPOS, ...ORBITAL_REPOS],
    apps: [
      {
        app_id: app.id,
        slug: app.slug,
        name: app.name,
        private_key: app.privateKey,
        permissions: app.permissions,
      },
    ],
  };
}

interface Step {
  by: string;
  method: "POST" | "PUT";
  path: string;
  body: Record<string, unknown>;
}

const issue = (by: string, repo: string, title: string, body: string, labels: string[] = []): Step => ({
  by,
  method: "POST",
  path: `/repos/acme/${repo}/issues`,
  body: { title, body, labels },
});
const comment = (by: string, repo: string, number: number, body: string): Step => ({
  by,
  method: "POST",
  path: `/repos/acme/${repo}/issues/${number}/comments`,
  body: { body },
});
const file = (
  by: string,
  repo: string,
  path: string,
  text: string,
  message: string,
  branch = "main",
): Step => ({
  by,
  method: "PUT",
  path: `/repos/acme/${repo}/contents/${path}`,
  body: { message, branch, content: Buffer.from(text).toString("base64") },
});

const LIMITS = "export const limits = {\n  search: 20,\n  write: 60,\n};\n";

/** What happened before every test. The stock emulator keeps it through its own routes. */
const STORY: readonly Step[] = [
  file(
    "ada",
    "api",
    "src/limits.ts",
    "export const limits = {\n  search: 60,\n  write: 60,\n};\n",
    "Limit requests",
  ),
  file(
    "ben",
    "web",
    "src/session.ts",
    'export const cookie = "SameSite=Strict";\n',
    "Set the session cookie",
  ),
  issue("ben", "api", "Deploy notes for 2.14.0", "What changed, and how to roll back.", ["documentation"]),
  issue("ada", "api", "Rate limits for search", "Search is expensive. Proposal: 20 requests a minute.", [
    "enhancement",
  ]),
  comment("ben", "api", 2, "20 is fine for people, too low for the nightly export."),
  comment("ada", "api", 2, "The export gets its own limit then."),
  issue(
    "ada",
    "web",
    "Login loops on Safari",
    "Since this morning. The cookie is never sent back after the redirect.",
    ["bug"],
  ),
  comment("ben", "web", 1, "SameSite=Strict, of course. Fix is coming."),
  file("ada", "api", "src/limits.ts", LIMITS, "Lower the limit of search", "lower-search-limit"),
  {
    by: "ada",
    method: "POST",
    path: "/repos/acme/api/pulls",
    body: {
      title: "Lower the limit of search",
      body: "Closes #2.",
      head: "lower-search-limit",
      base: "main",
    },
  },
];

/** Plays the story through the stock emulator, as the people it is about. */
export async function playStory(
  github: GitHubServer,
  stock: Stock,
  tokenMap: PluginContext["tokenMap"],
): Promise<void> {
  const org = github.store.orgs.findOneBy("login", "acme");
  if (org) github.store.orgs.update(org.id, { default_repository_permission: "write" });
  const tokenOf = (login: string) => {
    const token = `story-${login}`;
    tokenMap.set(token, { login, id: github.account(login)?.id ?? 0, scopes: ["repo"] });
    return token;
  };
  for (const step of STORY) await play(github, stock, tokenOf, step);
  for (const { by } of STORY) tokenMap.delete(`story-${by}`);
}

async function play(
  github: GitHubServer,
  stock: Stock,
  tokenOf: (login: string) => string,
  { by, method, path, body }: Step,
): Promise<void> {
  const branch = body.branch;
  const headers = { authorization: `Bearer ${tokenOf(by)}`, "content-type": "application/json" };
  const at = (where: string) => `${github.url}${where}`;
  const ask = async (init: RequestInit, where: string) => {
    const answer = await stock(new Request(at(where), { ...init, headers }));
    const read = (await answer.json()) as { sha?: string; object?: { sha: string } };
    return { status: answer.status, read };
  };
  if (typeof branch === "string" && branch !== "main") {
    const { read } = await ask({}, path.replace(/\/contents\/.*/, "/git/ref/heads/main"));
    const ref = JSON.stringify({ ref: `refs/heads/${branch}`, sha: read.object?.sha });
    await ask({ method: "POST", body: ref }, path.replace(/\/contents\/.*/, "/git/refs"));
  }
  const before = method === "PUT" ? (await ask({}, `${path}?ref=${String(branch)}`)).read.sha : undefined;
  const sent = JSON.stringify(before === undefined ? body : { ...body, sha: before });
  const { status, read } = await ask({ method, body: sent }, path);
  if (status >= 300)
    throw new Error(`The story broke at ${method} ${path}: ${status} ${JSON.stringify(read)}`);
}
