import { z } from "zod";
import { type Api, readAnswer } from "../kit/index.ts";
import { pause } from "./pause.ts";
import { type Pull, pullSchema } from "./pull-upstream.ts";
import { repoPath } from "./repo.ts";

/** GitHub works mergeability out after the first look at it: milliseconds to wait before the next ones. */
const WAITS_MS = [1000, 2000];

export const pullNumber = z.int().min(1).max(100_000_000);

export const pullPath = ({ repo, number }: { repo: string; number: number }): string =>
  `${repoPath(repo)}/pulls/${number}`;

/** https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request */
export const readPull = async (api: Api, where: string): Promise<Pull> =>
  readAnswer(pullSchema, await api.get(where));

/** The same, with its mergeability if GitHub gets it done within about three seconds. */
export async function readPullSettled(api: Api, where: string, signal: AbortSignal): Promise<Pull> {
  let pull = await readPull(api, where);
  for (const wait of WAITS_MS) {
    if (pull.state !== "open" || typeof pull.mergeable === "boolean") return pull;
    await pause(wait, signal);
    pull = await readPull(api, where);
  }
  return pull;
}
