/**
 * What each tool needs: of an OAuth app (https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps),
 * or as permissions of a GitHub App. Reading what is public needs nothing of an OAuth app; its only scope that reads
 * private repositories, `repo`, also writes to all of them, and is asked for by no tool that reads.
 */
export const ANYBODY = [[]];
export const SEE_REPOSITORIES = [[], ["metadata:read"]];
export const READ_CODE = [[], ["contents:read"]];
export const READ_ISSUES = [[], ["issues:read"]];
/** Either kind alone is found by those who may see it only. */
export const FIND_ISSUES = [
  [],
  ["issues:read", "pull_requests:read"],
  ["issues:read"],
  ["pull_requests:read"],
];
export const WRITE_CODE = [["public_repo"], ["contents:write"]];
export const WRITE_ISSUES = [["public_repo"], ["issues:write"]];
export const WRITE_COMMENTS = [["public_repo"], ["issues:write"], ["pull_requests:write"]];
export const READ_PULLS = [[], ["pull_requests:read"]];
export const READ_PULL_SUMMARY = [[], ["pull_requests:read", "checks:read"]];
export const WRITE_PULLS = [["public_repo"], ["pull_requests:write"]];
export const MERGE_PULLS = [["public_repo"], ["contents:write", "pull_requests:write"]];
export const READ_RUNS = [[], ["actions:read"]];
/** Beside tools: an OAuth app has one scope for private repositories, and it writes. */
export const PRIVATE = { title: "In private repositories, too", scopes: ["repo"] };
/** Files that run as workflows take more than code does, of either kind of app. */
export const WORKFLOW_FILES = {
  title: "Workflow files, too",
  scopes: ["workflow", "workflows:write"],
};
