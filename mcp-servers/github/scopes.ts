/**
 * What each tool needs: of an OAuth app (https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps),
 * or as permissions of a GitHub App. Reading what is public needs nothing of an OAuth app; its only scope that reads
 * private repositories, `repo`, also writes to all of them, and is asked for by no tool that reads.
 */
export const ANYBODY = [[]];
export const SEE_REPOSITORIES = [[], ["metadata:read"]];
export const READ_CODE = [[], ["contents:read"]];
export const READ_ISSUES = [[], ["issues:read"]];
export const WRITE_ISSUES = [["public_repo"], ["issues:write"]];
export const WRITE_COMMENTS = [["public_repo"], ["issues:write"], ["pull_requests:write"]];
