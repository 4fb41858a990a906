import { type Changed, commitOnto } from "./github-git.ts";
import { moveBranch, tipOf } from "./github-pull-ledger.ts";
import type { GitHubServer } from "./github-server.ts";
import type { Stock } from "./strict-emulator.ts";

type File = string | Buffer | null;
/** New contents by path; null: removed. A file whose contents come back under another path is renamed. */
type Files = Readonly<Record<string, File>>;

/** One person at work, through the stock emulator. */
export class Author {
  readonly #github: GitHubServer;
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;

  constructor(github: GitHubServer, stock: Stock, token: string) {
    this.#github = github;
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    this.ask = (path, init = {}) => stock(new Request(`${github.url}${path}`, { ...init, headers }));
  }

  async send<T>(method: string, path: string, body: unknown): Promise<T> {
    const answer = await this.ask(path, { method, body: JSON.stringify(body) });
    const text = await answer.text();
    if (answer.status >= 300)
      throw new Error(`The story broke at ${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Commits to a branch, which is made from `main` when it is not there. Answers the commit. */
  async push(repo: string, branch: string, message: string, files: Files): Promise<string> {
    const id = this.#github.store.repos.findOneBy("full_name", repo)?.id ?? 0;
    const tip = tipOf(this.#github, id, branch);
    const onto = tip ?? tipOf(this.#github, id, "main") ?? "";
    if (tip === undefined)
      await this.send("POST", `/repos/${repo}/git/refs`, { ref: `refs/heads/${branch}`, sha: onto });
    const changed: Changed[] = [];
    for (const [filename, content] of Object.entries(files)) {
      const blob =
        content === null
          ? undefined
          : { content: Buffer.from(content).toString("base64"), encoding: "base64" };
      const { sha } = blob
        ? await this.send<{ sha: string }>("POST", `/repos/${repo}/git/blobs`, blob)
        : { sha: "" };
      changed.push({ filename, sha, status: blob ? "modified" : "removed", additions: 0, deletions: 0 });
    }
    const sha = await commitOnto(this.ask, repo, { onto, files: changed, parents: [onto], message });
    moveBranch(this.#github, id, branch, sha);
    return sha;
  }

  async open(repo: string, title: string, body: string, head: string, more: object = {}): Promise<number> {
    const fields = { title, body, head, base: "main", ...more };
    return (await this.send<{ number: number }>("POST", `/repos/${repo}/pulls`, fields)).number;
  }
}
