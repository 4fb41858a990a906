import { type Api, readAnswer, ToolError } from "../kit/index.ts";
import { type Pull, pullSchema } from "./pull-upstream.ts";

export interface Reviewers {
  reviewers: string[];
  team_reviewers: string[];
}

/** Logins, and teams of the owner's organisation as `org/team`. Pure; throws `bad_argument` for what is neither. */
export function reviewersOf(names: readonly string[], repo: string): Reviewers {
  const owner = repo.trim().split("/")[0] ?? "";
  const asked: Reviewers = { reviewers: [], team_reviewers: [] };
  for (const name of names.map((one) => one.trim().replace(/^@/, ""))) {
    const [login = "", team, more] = name.split("/");
    const fits =
      /^[\w[\]-]+$/.test(login) && (team === undefined || /^[\w.-]+$/.test(team)) && more === undefined;
    if (!fits) throw new ToolError("bad_argument", "A reviewer is a login, or a team as org/team-slug.");
    if (team === undefined) asked.reviewers.push(login);
    else if (login.toLowerCase() === owner.toLowerCase()) asked.team_reviewers.push(team);
    else
      throw new ToolError(
        "bad_argument",
        `Teams that review here are teams of ${owner}: ${owner}/team-slug.`,
      );
  }
  return asked;
}

/**
 * Asks for reviews; those who are asked already stay so. Throws one sentence where GitHub takes none of them: it refuses
 * the author, and who is no collaborator. https://docs.github.com/en/rest/pulls/review-requests
 */
export async function requestReviews(api: Api, where: string, names: Reviewers): Promise<Pull> {
  try {
    return readAnswer(pullSchema, await api.post(`${where}/requested_reviewers`, names));
  } catch (error) {
    if (!(error instanceof ToolError) || error.status !== 422) throw error;
    throw new ToolError(
      "bad_argument",
      "GitHub asks none of these reviewers: each must have access to the repository, and nobody reviews their own pull request.",
      { status: 422 },
    );
  }
}
