import { randomBytes } from "node:crypto";
import type { PluginContext } from "./emulator-internals.ts";
import { Author } from "./github-author.ts";
import { moveBranch, pullStore, shareObjects, tipOf } from "./github-pull-ledger.ts";
import { seedRuns } from "./github-run-seed.ts";
import type { GitHubServer } from "./github-server.ts";
import type { Stock } from "./strict-emulator.ts";

/** Belongs to nothing; works on a fork. */
export const OUTSIDER = { login: "nell", name: "Nell Fischer", email: "nell@example.test" };
const WEB = "acme/web";

const REDIRECT = `${[
  "/** Where a visitor goes after signing in. */",
  "export function target(asked: string): string {",
  '  if (!asked.startsWith("/")) return "/";',
  '  if (asked.startsWith("//")) return "/";',
  "  return asked;",
  "}",
].join("\n")}\n`;
const routes = Array.from(
  { length: 600 },
  (_, n) => `  r${n}: { path: "/generated/${n}", cache: ${n % 7} },`,
);
const ROUTES = `export const routes = {\n${routes.join("\n")}\n};\n`;

/**
 * Pull requests in `acme/web`, from 2 on: open with several files and review threads, a draft, merged, from a fork, and
 * closed. After the rest of the story.
 */
export async function seedPulls(
  github: GitHubServer,
  stock: Stock,
  tokenMap: PluginContext["tokenMap"],
): Promise<void> {
  const authors = ["ada", "ben", OUTSIDER.login].filter((login) => github.account(login));
  if (authors.length < 3) return;
  const as = (login: string) => {
    const token = `story-${login}`;
    tokenMap.set(token, { login, id: github.account(login)?.id ?? 0, scopes: ["repo"] });
    return new Author(github, stock, token);
  };
  const [ada, ben, nell] = [as("ada"), as("ben"), as(OUTSIDER.login)];
  const readme = "# web\n";
  const first = await ben.push(WEB, "lax-cookie", "Send the cookie on redirects", {
    "src/session.ts": 'export const cookie = "SameSite=Lax";\n',
    "src/redirect.ts": `${REDIRECT.replace('  if (asked.startsWith("//")) return "/";\n', "")}`,
    "src/generated/routes.ts": ROUTES,
    "public/logo.png": Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n\0", "latin1"), randomBytes(64)]),
    "README.md": null,
    "docs/README.md": await contents(ada, "README.md", readme),
  });
  const lax = await ben.open(
    WEB,
    "Send the session cookie on redirects",
    "Closes #1.\n\nLax is enough.",
    "lax-cookie",
  );
  threads(github, lax, first);
  const head = await ben.push(WEB, "lax-cookie", "Refuse addresses without a host", {
    "src/redirect.ts": REDIRECT,
  });
  await ada.push(WEB, "passkeys", "Try passkeys", { "src/passkeys.ts": "export const passkeys = false;\n" });
  await ada.open(WEB, "Try passkeys", "Not ready.", "passkeys", { draft: true });
  await merged(github, ada);
  await fork(github, nell);
  await nell.push("nell/web", "fix-typo", "Fix a typo", { "docs/help.md": "How to sign in.\n" });
  shareAll(github, "nell/web");
  await nell.open(WEB, "Say how to sign in", "", "nell:fix-typo");
  await ada.push(WEB, "endless-cookie", "Let cookies live on", {
    "src/endless.ts": "export const endless = true;\n",
  });
  const closed = await ada.open(WEB, "Let cookies live on", "No.", "endless-cookie");
  await ada.send("PATCH", `/repos/${WEB}/pulls/${closed}`, { state: "closed" });
  seedRuns(github, { sha: head, number: lax });
  for (const login of authors) tokenMap.delete(`story-${login}`);
}

async function contents(author: Author, path: string, otherwise: string): Promise<string> {
  const answer = await author.ask(`/repos/${WEB}/contents/${path}`);
  const { content } = (await answer.json()) as { content?: string };
  return content === undefined ? otherwise : Buffer.from(content, "base64").toString();
}

/** Into a branch of its own, so that `main` stays as the rest of the story left it. */
async function merged(github: GitHubServer, ada: Author): Promise<void> {
  await ada.push(WEB, "release-2.14", "Begin the release", { VERSION: "2.14.0\n" });
  await ada.send("POST", `/repos/${WEB}/git/refs`, {
    ref: "refs/heads/notes-2.14",
    sha: tipOf(github, webOf(github), "release-2.14"),
  });
  await ada.push(WEB, "notes-2.14", "Write the notes of 2.14", { "NOTES.md": "Cookies.\n" });
  const number = await ada.open(WEB, "Notes of 2.14", "", "notes-2.14", { base: "release-2.14" });
  await ada.send("PUT", `/repos/${WEB}/pulls/${number}/merge`, { merge_method: "squash" });
}

const webOf = (github: GitHubServer): number => github.store.repos.findOneBy("full_name", WEB)?.id ?? 0;

/** With the history of what is forked, which the stock emulator leaves out. */
async function fork(github: GitHubServer, nell: Author): Promise<void> {
  await nell.send("POST", `/repos/${WEB}/forks`, {});
  const own = github.store.repos.findOneBy("full_name", "nell/web")?.id ?? 0;
  shareObjects(github, webOf(github), own);
  moveBranch(github, own, "main", tipOf(github, webOf(github), "main") ?? "");
}

function shareAll(github: GitHubServer, from: string): void {
  shareObjects(github, github.store.repos.findOneBy("full_name", from)?.id ?? 0, webOf(github));
}

/** A review of Ada's with three threads: answered and resolved, open, and one that the next push makes outdated. */
function threads(github: GitHubServer, number: number, sha: string): void {
  const { comments, reviews } = pullStore(github);
  const [ada = 0, ben = 0] = ["ada", "ben"].map((login) => github.account(login)?.id);
  const repo_id = webOf(github);
  const shared = { node_id: "", repo_id, pull_number: number };
  const review = (user_id: number, state: string, body: string) => {
    const { id } = reviews.insert({
      ...shared,
      user_id,
      state,
      body,
      commit_id: sha,
      submitted_at: new Date().toISOString(),
    });
    reviews.update(id, { node_id: `PRR_${id}` });
    return id;
  };
  const changes = review(ada, "CHANGES_REQUESTED", "Two questions, and a hole.");
  const add = (
    user_id: number,
    path: string,
    line: number,
    body: string,
    in_reply_to_id: number | null = null,
  ) =>
    comments.insert({
      ...shared,
      user_id,
      path,
      line,
      body,
      in_reply_to_id,
      issue_number: null,
      commit_sha: sha,
      position: null,
      side: "RIGHT",
      subject_type: "line",
      comment_type: "review",
      review_id: changes,
      created_at: "",
    }).id;
  const lax = add(ada, "src/session.ts", 1, "Is Lax enough for the payment page?");
  add(ben, "src/session.ts", 1, "Yes, it only ever gets GET from outside.", lax);
  github.pulls.resolved.set(lax, "ada");
  add(ada, "docs/README.md", 1, "Why is this in docs now?");
  const hole = add(ada, "src/redirect.ts", 3, "`//evil.example` begins with a slash, too.");
  github.pulls.startLines.set(hole, 2);
  review(github.account(OUTSIDER.login)?.id ?? 0, "COMMENTED", "Works for me on Safari.");
}
