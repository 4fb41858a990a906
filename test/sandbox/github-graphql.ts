import { readFileSync } from "node:fs";
import { buildSchema, execute, GraphQLError, type GraphQLSchema, parse, validate } from "graphql";
import type { GitHubRepo } from "./emulator-internals.ts";
import { reach } from "./github-access.ts";
import type { GitHubCall } from "./github-account.ts";
import { githubFailed } from "./github-answers.ts";
import { pullIn, pullStore } from "./github-pull-ledger.ts";
import { threadsOf } from "./github-threads.ts";

let loaded: GraphQLSchema | undefined;

/** All of GitHub's own schema, so that what it does not know is refused: https://docs.github.com/en/graphql/overview/public-schema */
function schema(): GraphQLSchema {
  const file = new URL("./schema.graphql", import.meta.resolve("@octokit/graphql-schema"));
  loaded ??= buildSchema(readFileSync(file, "utf8"), { assumeValid: true });
  return loaded;
}

/**
 * The few fields of GitHub's GraphQL API that tools use; the others are null. Answers 200 with `errors`, each with a
 * `type`, as GitHub does: https://docs.github.com/en/graphql/guides/forming-calls-with-graphql
 */
export async function graphqlRoute(call: GitHubCall): Promise<Response | undefined> {
  if (call.url.pathname !== "/graphql") return undefined;
  if (call.request.method !== "POST") return githubFailed(404, "Not Found");
  const { query, variables } = (await call.request.json()) as {
    query: string;
    variables?: Record<string, unknown>;
  };
  let document: ReturnType<typeof parse>;
  try {
    document = parse(query);
  } catch (error) {
    return Response.json({ errors: [{ message: (error as Error).message }] });
  }
  const wrong = validate(schema(), document);
  if (wrong.length > 0) return Response.json({ errors: wrong.map((error) => error.toJSON()) });
  const answer = await execute({
    schema: schema(),
    document,
    rootValue: {
      repository: ({ owner, name }: { owner: string; name: string }) => repository(call, `${owner}/${name}`),
      convertPullRequestToDraft: ({ input }: Draft) => setDraft(call, input.pullRequestId, true),
      markPullRequestReadyForReview: ({ input }: Draft) => setDraft(call, input.pullRequestId, false),
    },
    ...(variables && { variableValues: variables }),
  });
  const errors = answer.errors?.map((error) => {
    const { extensions, ...shown } = error.toJSON();
    return { ...(extensions?.type !== undefined && { type: extensions.type }), ...shown };
  });
  return Response.json({ data: answer.data ?? null, ...(errors && { errors }) });
}

interface Draft {
  input: { pullRequestId: string };
}

const failed = (type: string, message: string) => new GraphQLError(message, { extensions: { type } });

function repository(call: GitHubCall, fullName: string) {
  const repo = call.github.store.repos.findOneBy("full_name", fullName);
  const may = repo && reach(call.github, call.grant, repo);
  if (!repo || may === "none" || may === undefined)
    throw failed("NOT_FOUND", `Could not resolve to a Repository with the name '${fullName}'.`);
  return {
    pullRequest: ({ number }: { number: number }) => {
      if (repo.private && typeof may === "object" && !may.pull_requests)
        throw failed("FORBIDDEN", "Resource not accessible by integration");
      const pull = pullIn(call.github, repo, number);
      if (!pull)
        throw failed("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
      return { headRefOid: pull.head_sha, isDraft: pull.draft, reviewThreads: threadsOf(call, repo, pull) };
    },
  };
}

/** https://docs.github.com/en/graphql/reference/mutations#convertpullrequesttodraft */
function setDraft(call: GitHubCall, id: string, draft: boolean) {
  const { pullRequests } = pullStore(call.github);
  const pull = pullRequests.all().find((one) => one.node_id === id);
  const repo = call.github.store.repos.all().find((one) => one.id === pull?.repo_id);
  if (!pull || !repo || reach(call.github, call.grant, repo) === "none")
    throw failed("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
  const refused = notWritable(call, repo);
  if (refused) throw refused;
  if (pull.state !== "open") throw failed("UNPROCESSABLE", "Pull request is closed");
  pullRequests.update(pull.id, { draft });
  return { pullRequest: { isDraft: draft } };
}

function notWritable({ github, grant }: GitHubCall, repo: GitHubRepo): GraphQLError | undefined {
  const may = reach(github, grant, repo);
  if (grant.kind !== "oauth_app")
    return typeof may === "object" && may.pull_requests === "write"
      ? undefined
      : failed("FORBIDDEN", "Resource not accessible by integration");
  const enough = repo.private ? ["repo"] : ["public_repo", "repo"];
  if (enough.some((one) => grant.scopes.includes(one))) return undefined;
  return failed(
    "INSUFFICIENT_SCOPES",
    `Your token has not been granted the required scopes: ${enough.join(", ")}.`,
  );
}
