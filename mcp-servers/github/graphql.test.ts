import { readdirSync, readFileSync } from "node:fs";
import { Kind, OperationTypeNode, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fakeApi } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { askGraphql, changeByGraphql } from "./graphql.ts";
import { CHANGES, QUESTIONS } from "./graphql-documents.ts";
import { github } from "./index.ts";
import { githubListReviewThreads } from "./list-review-threads.ts";

const kindsIn = (document: string) =>
  parse(document).definitions.map((one) =>
    one.kind === Kind.OPERATION_DEFINITION ? one.operation : one.kind,
  );

describe("the gate to GraphQL", () => {
  it("lets nothing through for tools that read but constant documents without mutations", () => {
    for (const document of Object.values(QUESTIONS))
      expect(kindsIn(document)).toEqual([OperationTypeNode.QUERY]);
    for (const document of Object.values(CHANGES))
      expect(kindsIn(document)).toEqual([OperationTypeNode.MUTATION]);
    expect(readFileSync(new URL("./graphql-documents.ts", import.meta.url), "utf8")).not.toContain("${");
  });
  it("is the only place of the server that names the path, and the only caller of query", () => {
    const here = new URL(".", import.meta.url);
    const files = readdirSync(here).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
    const naming = (pattern: RegExp) =>
      files.filter((name) => pattern.test(readFileSync(new URL(name, here), "utf8")));
    expect(naming(/\bapi\s*\.\s*query\b|\bquery\s*\(|\[\s*["'`]query["'`]\s*\]/)).toEqual(["graphql.ts"]);
    expect(naming(/["'`]\/graphql/)).toEqual(["graphql.ts", "index.ts"]);
    expect(github.queries).toEqual(["/graphql"]);
  });
  it("sends values as variables, whatever they hold", async () => {
    const { api, calls } = fakeApi({ answer: () => ({ data: { repository: null } }) });
    const args = githubListReviewThreads.input.parse({ repo: "acme/web", number: 1 });
    const hostile = { ...args, repo: 'acme/web") { id } } mutation { x(' };
    await expect(githubListReviewThreads.run(api, hostile, new AbortController().signal)).rejects.toThrow(
      "owner/name",
    );
    expect(calls).toEqual([]);
    await expect(githubListReviewThreads.run(api, args, new AbortController().signal)).rejects.toThrow(
      "no such pull request",
    );
    expect(calls[0]).toMatchObject({
      method: "QUERY",
      path: "/graphql",
      body: { query: QUESTIONS.reviewThreads, variables: { owner: "acme", name: "web", number: 1 } },
    });
  });
});

describe("an answer with errors", () => {
  const asked = (answer: unknown) =>
    askGraphql(fakeApi({ answer: () => answer }).api, "reviewThreads", {}, z.object({}));
  it.each([
    ["NOT_FOUND", "not_found"],
    ["FORBIDDEN", "no_permission"],
    ["INSUFFICIENT_SCOPES", "no_permission"],
    ["RATE_LIMITED", "rate_limited"],
    ["UNPROCESSABLE", "bad_argument"],
    ["SOMETHING_NEW", "provider_down"],
    [undefined, "provider_down"],
  ])("of type %s is %s, and its message is not passed on", async (type, fault) => {
    const error = await asked({ data: null, errors: [{ type, message: "ghp_secret" }] }).catch(
      (one: unknown) => one,
    );
    expect(error).toBeInstanceOf(ToolError);
    expect(error).toMatchObject({ fault });
    expect((error as ToolError).message).not.toContain("ghp_");
  });
  it("of another shape is the provider's failure, and so is none", async () => {
    await expect(asked("no")).rejects.toMatchObject({ fault: "provider_down" });
    await expect(asked({})).rejects.toMatchObject({ fault: "provider_down" });
    const { api, calls } = fakeApi({ answer: () => ({ data: {} }) });
    expect(await changeByGraphql(api, "markReady", { id: "x" }, z.object({}))).toEqual({});
    expect(calls[0]).toMatchObject({
      method: "POST",
      body: { query: CHANGES.markReady, variables: { id: "x" } },
    });
  });
});
