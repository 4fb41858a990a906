/**
 * Everything that is ever asked of GitHub's GraphQL API: constant texts, with values as variables alone.
 * https://docs.github.com/en/graphql/reference/objects#pullrequestreviewthread
 */
export const QUESTIONS = {
  reviewThreads: `
    query ReviewThreads($owner: String!, $name: String!, $number: Int!, $first: Int!, $after: String, $comments: Int!) {
      repository(owner: $owner, name: $name) {
        pullRequest(number: $number) {
          headRefOid
          reviewThreads(first: $first, after: $after) {
            totalCount
            pageInfo { hasNextPage endCursor }
            nodes {
              id
              isResolved
              isOutdated
              path
              line
              startLine
              originalLine
              diffSide
              subjectType
              resolvedBy { login }
              comments(first: $comments) {
                totalCount
                nodes {
                  databaseId
                  author { login }
                  authorAssociation
                  body
                  createdAt
                  url
                }
              }
            }
          }
        }
      }
    }`,
} as const;

/** https://docs.github.com/en/graphql/reference/mutations */
export const CHANGES = {
  convertToDraft: `
    mutation ConvertToDraft($id: ID!) {
      convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } }
    }`,
  markReady: `
    mutation MarkReady($id: ID!) {
      markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
    }`,
} as const;
