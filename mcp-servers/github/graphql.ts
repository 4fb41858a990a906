import { z } from "zod";
import { type Api, type ProviderFault, readAnswer, ToolError } from "../kit/index.ts";
import { CHANGES, QUESTIONS } from "./graphql-documents.ts";

type Variables = Readonly<Record<string, string | number | undefined>>;

/**
 * Asks GitHub's GraphQL API one of our constant questions: no other text reaches it from a tool that reads, and none of
 * them is a mutation. https://docs.github.com/en/graphql/guides/forming-calls-with-graphql
 */
export async function askGraphql<S extends z.ZodType>(
  api: Api,
  name: keyof typeof QUESTIONS,
  variables: Variables,
  shape: S,
): Promise<z.output<S>> {
  return answerOf(shape, await api.query("/graphql", { query: QUESTIONS[name], variables }));
}

/** Does one of our constant mutations; in a tool that reads it throws. */
export async function changeByGraphql<S extends z.ZodType>(
  api: Api,
  name: keyof typeof CHANGES,
  variables: Variables,
  shape: S,
): Promise<z.output<S>> {
  return answerOf(shape, await api.post("/graphql", { query: CHANGES[name], variables }));
}

const answerSchema = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ type: z.string().optional().catch(undefined) })).nullish(),
});

/** GraphQL answers 200 whatever happens. Messages are not passed on: they may say anything. */
function answerOf<S extends z.ZodType>(shape: S, answer: unknown): z.output<S> {
  const { data, errors } = readAnswer(answerSchema, answer);
  const [first] = errors ?? [];
  if (!first) return readAnswer(shape, data);
  const type = first.type && /^[A-Z_]{1,40}$/.test(first.type) ? first.type : undefined;
  const [fault, sentence] = FAULTS[type ?? ""] ?? ["provider_down", "did not answer this"];
  throw new ToolError(fault, `GitHub ${sentence}${type ? ` (${type})` : ""}.`, {
    ...(type && { reason: type }),
    ...(fault === "rate_limited" && { retryAfter: 60 }),
  });
}

/** https://docs.github.com/en/graphql/guides/using-graphql-clients and /overview/rate-limits-and-query-limits-for-the-graphql-api */
const FAULTS: Readonly<Record<string, readonly [ProviderFault, string]>> = {
  NOT_FOUND: ["not_found", "has no such thing, or this account may not see it"],
  FORBIDDEN: ["no_permission", "does not allow this for the connected account"],
  INSUFFICIENT_SCOPES: ["no_permission", "does not allow this with the scopes of this connection"],
  UNPROCESSABLE: ["bad_argument", "does not do this in the present state"],
  INVALID_CURSOR_ARGUMENTS: ["bad_argument", "does not know this cursor. Leave it out to start again"],
  RATE_LIMITED: ["rate_limited", "asks to slow down. Try again in 60 seconds"],
};
