import { z } from "zod";
import { login } from "./upstream.ts";

const line = z.number().int().nullish();
const threadSchema = z.object({
  id: z.string(),
  isResolved: z.boolean(),
  isOutdated: z.boolean(),
  path: z.string(),
  line,
  startLine: line,
  originalLine: line,
  diffSide: z.string(),
  subjectType: z.string(),
  resolvedBy: z.object({ login: z.string() }).nullish(),
  comments: z.object({
    totalCount: z.number().int(),
    nodes: z.array(
      z.object({
        databaseId: z.number().int().nullish(),
        author: login,
        authorAssociation: z.string(),
        body: z.string(),
        createdAt: z.string(),
        url: z.string(),
      }),
    ),
  }),
});
export type Thread = z.output<typeof threadSchema>;

/** What `reviewThreads` of `graphql-documents.ts` answers. */
export const threadsAnswer = z.object({
  repository: z
    .object({
      pullRequest: z
        .object({
          headRefOid: z.string(),
          reviewThreads: z.object({
            totalCount: z.number().int(),
            pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
            nodes: z.array(threadSchema),
          }),
        })
        .nullish(),
    })
    .nullish(),
});
