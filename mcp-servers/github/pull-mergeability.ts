import type { Pull } from "./pull-upstream.ts";

/** `mergeable_state` in words: https://docs.github.com/en/graphql/reference/enums#mergestatestatus */
const STATES: Readonly<Record<string, string>> = {
  behind: "the base branch has moved on and the head must be updated first (update_branch)",
  blocked: "required reviews or checks are missing, or a rule of the branch forbids it",
  clean: "nothing stands in its way",
  dirty: "it conflicts with the base branch",
  draft: "it is a draft",
  has_hooks: "nothing stands in its way",
  unstable: "some checks that are not required have failed or go on",
};

/** Whether it can be merged, and what stands in the way, in one sentence. Pure. */
export function mergeability(pull: Pull): string {
  if (pull.state !== "open") return "It is closed.";
  const why = STATES[pull.mergeable_state ?? ""];
  if (pull.mergeable === true) return `It merges without conflicts${why ? `; ${why}` : ""}.`;
  if (pull.mergeable === false) return `It cannot be merged: ${why ?? "it conflicts with the base branch"}.`;
  return "GitHub is still working out whether it can be merged. Ask again in some seconds.";
}

/** What of its state keeps an open pull request from being merged. Pure. */
export const obstacle = ({ mergeable_state }: Pull): string | undefined =>
  mergeable_state && ["behind", "blocked", "dirty", "draft"].includes(mergeable_state)
    ? STATES[mergeable_state]
    : undefined;
