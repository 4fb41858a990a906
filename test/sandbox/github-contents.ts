import type { GitHubCall } from "./github-account.ts";
import { githubFailed, notForApps, notFound } from "./github-answers.ts";

/** What files may have for their content to come along: https://docs.github.com/en/rest/repos/contents#get-repository-content */
const INLINE = 1024 * 1024;
const RAW = /application\/vnd\.github\.(?:v3\.)?raw(?:\+json)?\b/;
const ROUTE = /^\/repos\/([^/]+\/[^/]+)\/(contents|git|commits|branches|readme|tags)(?:\/(.*))?$/;

/** Code as GitHub gives it, where the stock emulator differs. */
export async function codeRoute(call: GitHubCall): Promise<Response | undefined> {
  const { github, request, url } = call;
  const [, fullName = "", kind = "", below = ""] = ROUTE.exec(url.pathname) ?? [];
  const repo = github.store.repos.findOneBy("full_name", fullName);
  if (!repo) return undefined;
  const ref = decodeURIComponent(below);
  const raw = RAW.test(request.headers.get("accept") ?? "");
  if ((kind === "git" || kind === "commits") && !github.hasBranches(repo))
    return githubFailed(409, "Git Repository is empty.");
  if (request.method === "GET" && kind === "contents" && !raw) return contents(call);
  if (request.method === "GET" && kind === "git" && below.startsWith("blobs/") && raw) return rawBlob(call);
  if (request.method === "POST" && kind === "git" && below === "trees") return refuseWorkflows(call);
  if (request.method === "PATCH" && kind === "git" && ref.startsWith("refs/heads/"))
    return moveRef(call, fullName, ref);
  return undefined;
}

async function contents(call: GitHubCall): Promise<Response> {
  const answer = await call.ask(call.request);
  if (answer.status !== 200) return answer;
  const shown = (await answer.json()) as { type?: string; size?: number };
  if (Array.isArray(shown) || shown.type !== "file" || (shown.size ?? 0) <= INLINE)
    return Response.json(shown);
  return Response.json({ ...shown, encoding: "none", content: "" });
}

/** https://docs.github.com/en/rest/git/blobs#get-a-blob, as it is */
async function rawBlob(call: GitHubCall): Promise<Response> {
  const answer = await call.stock(call.url.pathname);
  if (answer.status !== 200) return answer;
  const { content } = (await answer.json()) as { content: string };
  const headers = { "content-type": "application/vnd.github.raw+json; charset=utf-8" };
  return new Response(Buffer.from(content, "base64"), { headers });
}

/** https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#available-scopes, `workflow` */
async function refuseWorkflows({ grant, request }: GitHubCall): Promise<Response | undefined> {
  const { tree = [] } = (await request.clone().json()) as { tree?: { path?: string }[] };
  if (!tree.some(({ path }) => path?.startsWith(".github/workflows/"))) return undefined;
  if (grant.kind === "oauth_app") {
    return grant.scopes.includes("workflow")
      ? undefined
      : notFound({ "x-accepted-oauth-scopes": "workflow" });
  }
  const permissions = grant.kind === "installation" ? grant.permissions : {};
  return permissions.workflows === "write"
    ? undefined
    : notForApps({ "x-accepted-github-permissions": "workflows=write" });
}

/** Branches that only reviewed changes may move: https://docs.github.com/en/rest/git/refs#update-a-reference */
function moveRef({ github }: GitHubCall, fullName: string, ref: string): Response | undefined {
  if (!github.guarded.has(`${fullName} ${ref.replace(/^refs\/heads\//, "")}`)) return undefined;
  return githubFailed(
    422,
    "Repository rule violations found\n\nChanges must be made through a pull request.",
  );
}
