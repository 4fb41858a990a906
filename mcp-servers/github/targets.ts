import { hostsOf, named, type Target, unbounded } from "../kit/index.ts";

export const repository = ({ repo }: { repo: string }): Target[] => named("repositories", repo);

/**
 * A search of one repository. With alternatives or brackets in its words GitHub may apply the qualifier to some of them
 * only, and the number of results would tell of other repositories.
 */
export const searched = ({ repo, query }: { repo?: string | undefined; query: string }): Target[] =>
  repo === undefined || /[()]|(?<!\S)(?:OR|NOT)(?!\S)/.test(query)
    ? [unbounded("repositories")]
    : named("repositories", repo);

/** A branch of a fork brings what is in another repository. */
export const pullRequest = ({ repo, head }: { repo: string; head: string }): Target[] => {
  const [from, branch] = head.split(":");
  const own = repo.trim().split("/")[0]?.toLowerCase();
  const isFork = branch !== undefined && from?.trim().toLowerCase() !== own;
  return [...repository({ repo }), ...(isFork ? [unbounded("repositories")] : [])];
};

export const committed = (asked: {
  repo: string;
  files: readonly { source?: string | undefined }[];
}): Target[] => [...repository(asked), ...hostsOf(...asked.files.map(({ source }) => source))];
