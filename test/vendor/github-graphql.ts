import { readFileSync } from "node:fs";
import {
  buildSchema,
  type DocumentNode,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  parse,
  validate,
} from "graphql";
import type { Asked, Finding } from "./request.ts";

let loaded: GraphQLSchema | undefined;

/** https://docs.github.com/en/graphql/overview/public-schema */
function schema(): GraphQLSchema {
  const file = new URL("./schema.graphql", import.meta.resolve("@octokit/graphql-schema"));
  loaded ??= buildSchema(readFileSync(file, "utf8"), { assumeValid: true });
  return loaded;
}

/** The query against GitHub's schema, and the variables against the query. */
export function checkGraphql({ method, body }: Asked): Finding[] {
  const named = "POST /graphql";
  if (method !== "POST") return [`${method} /graphql: this method is not known`];
  const { query, variables, ...more } = (body ?? {}) as Record<string, unknown>;
  const unknown = Object.keys(more).filter((name) => name !== "operationName");
  if (unknown.length > 0) return unknown.map((name) => `${named}: body.${name} is not known`);
  if (typeof query !== "string") return [`${named}: body.query is missing`];
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return [`${named}: ${error instanceof Error ? error.message : "no query"}`];
  }
  const wrong = validate(schema(), document).map(({ message }) => message);
  const definitions = document.definitions.flatMap((one) =>
    one.kind === Kind.OPERATION_DEFINITION ? (one.variableDefinitions ?? []) : [],
  );
  const given = (variables ?? {}) as Record<string, unknown>;
  const declared = new Set(definitions.map(({ variable }) => variable.name.value));
  const extra = Object.keys(given).filter((name) => !declared.has(name));
  // A query that does not fit the schema may name types that are not there.
  const { errors = [] } = wrong.length > 0 ? {} : getVariableValues(schema(), definitions, given);
  return [
    ...wrong,
    ...extra.map((name) => `the query declares no $${name}`),
    ...errors.map(({ message }) => message),
  ].map((what) => `${named}: ${what}`);
}
