import type { GitHubCall } from "./github-account.ts";
import { githubFailed } from "./github-answers.ts";

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
export const invalid = (errors: readonly unknown[], message = "Validation Failed"): Response =>
  Response.json(
    { message, errors, documentation_url: "https://docs.github.com/rest/pulls/pulls", status: "422" },
    { status: 422 },
  );
export const field = (name: string, code: string) => ({ resource: "PullRequest", field: name, code });
export const custom = (message: string) => ({ resource: "PullRequest", code: "custom", message });

/** The JSON body, or the refusal of one with fields that GitHub does not know. */
export async function bodyOf(
  { request }: GitHubCall,
  known: readonly string[],
): Promise<Record<string, unknown> | Response> {
  let body: unknown;
  try {
    body = await request.clone().json();
  } catch {
    return githubFailed(400, "Problems parsing JSON");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body))
    return githubFailed(400, "Body should be a JSON object");
  const unknown = Object.keys(body).filter((name) => !known.includes(name));
  if (unknown.length > 0) return invalid(unknown.map((name) => field(name, "unprocessable")));
  return body as Record<string, unknown>;
}
