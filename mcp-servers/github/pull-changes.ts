import { z } from "zod";
import { type Api, path, readAnswer, ToolError } from "../kit/index.ts";
import { changeByGraphql } from "./graphql.ts";
import { stateOf } from "./pull-row.ts";
import { comparisonSchema, type Pull, pullSchema } from "./pull-upstream.ts";
import { repoPath } from "./repo.ts";
import { type Reviewers, requestReviews } from "./reviewers.ts";

/** What a pull request is to be like afterwards. */
interface Asked {
  repo: string;
  title?: string | undefined;
  body?: string | undefined;
  state?: "open" | "closed" | undefined;
  base?: string | undefined;
  draft?: boolean | undefined;
}

/** One call that changes a pull request. */
export interface Step {
  /** What it does, for the result and for the error of a later step. */
  name: string;
  /** False: it was so already. */
  run(): Promise<boolean>;
}

export function fieldSteps(api: Api, where: string, pull: Pull, { title, body, state, base }: Asked): Step[] {
  const differs = {
    ...(title !== undefined && title !== pull.title && { title }),
    ...(body !== undefined && body !== pull.body && { body }),
    ...(state !== undefined && state !== pull.state && { state }),
    ...(base !== undefined && base !== pull.base.ref && { base }),
  };
  if (title === undefined && body === undefined && state === undefined && base === undefined) return [];
  const names = Object.keys(differs);
  return [
    {
      name: names
        .map((name) => (name === "state" ? (state === "closed" ? "closed" : "reopened") : name))
        .join(", "),
      async run() {
        if (names.length === 0) return false;
        if (state === "open" && stateOf(pull) === "merged")
          throw new ToolError(
            "conflict",
            "It is merged: it cannot be opened again. Open a new pull request.",
          );
        readAnswer(pullSchema, await patch(api, where, differs));
        return true;
      },
    },
  ];
}

async function patch(api: Api, where: string, fields: { state?: string; base?: string }): Promise<unknown> {
  try {
    return await api.patch(where, fields);
  } catch (error) {
    if (!(error instanceof ToolError) || error.status !== 422) throw error;
    const hints = [
      ...(fields.base === undefined ? [] : [`is there a branch ${fields.base}?`]),
      ...(fields.state === "open"
        ? ["to reopen, its branch must still be there and no other pull request open for it"]
        : []),
    ];
    throw new ToolError("bad_argument", [error.message, ...hints].join(" Look: "), {
      status: 422,
      reason: error.reason,
    });
  }
}

const draftAnswer = z.record(
  z.string(),
  z.object({ pullRequest: z.object({ isDraft: z.boolean() }).nullish() }).nullish(),
);

/** REST does not change it: https://docs.github.com/en/graphql/reference/mutations#convertpullrequesttodraft */
export function draftSteps(api: Api, pull: Pull, { draft, state }: Asked): Step[] {
  if (draft === undefined) return [];
  return [
    {
      name: draft ? "made a draft" : "marked ready for review",
      async run() {
        if ((pull.draft === true) === draft) return false;
        if (pull.state !== "open" && state !== "open")
          throw new ToolError("conflict", "Only an open pull request becomes a draft or ready.");
        await changeByGraphql(api, draft ? "convertToDraft" : "markReady", { id: pull.node_id }, draftAnswer);
        return true;
      },
    },
  ];
}

export const reviewStep = (api: Api, where: string, pull: Pull, names: Reviewers): Step => ({
  name: "asked for reviews",
  async run() {
    const logins = new Set((pull.requested_reviewers ?? []).map((login) => login.toLowerCase()));
    const teams = new Set((pull.requested_teams ?? []).map(({ slug }) => slug));
    const reviewers = names.reviewers.filter((login) => !logins.has(login.toLowerCase()));
    const team_reviewers = names.team_reviewers.filter((slug) => !teams.has(slug));
    if (reviewers.length + team_reviewers.length === 0) return false;
    await requestReviews(api, where, { reviewers, team_reviewers });
    return true;
  },
});

/** https://docs.github.com/en/rest/pulls/pulls#update-a-pull-request-branch */
export const branchStep = (api: Api, where: string, pull: Pull, asked: Asked): Step => ({
  name: "updating the branch from its base (GitHub goes on with it in the background)",
  async run() {
    if ((await behind(api, pull, asked)) === 0) return false;
    try {
      await api.put(`${where}/update-branch`, { expected_head_sha: pull.head.sha });
      return true;
    } catch (error) {
      if (!(error instanceof ToolError) || error.status !== 422) throw error;
      throw new ToolError(
        "conflict",
        "GitHub does not update the branch: it conflicts with its base, or somebody pushed meanwhile. Read the pull request again.",
        { status: 422 },
      );
    }
  },
});

/** Commits of the base that the head lacks; undefined where that cannot be told. */
async function behind(
  api: Api,
  pull: Pull,
  { repo, base = pull.base.ref }: Asked,
): Promise<number | undefined> {
  try {
    const where = `${repoPath(repo)}${path`/compare/${`${base}...${pull.head.sha}`}`}`;
    return readAnswer(comparisonSchema, await api.get(where, { query: { per_page: 1 } })).behind_by;
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
