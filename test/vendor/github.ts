import { readFileSync } from "node:fs";
import { checkGraphql } from "./github-graphql.ts";
import { breaches, fromText, type Resolve, type Schema } from "./openapi-schema.ts";
import {
  type Asked,
  type Finding,
  mostFixed,
  once,
  readRequest,
  type Template,
  templateOf,
  type VendorRequest,
} from "./request.ts";

interface Parameter {
  $ref?: string;
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  schema: Schema;
  "x-multi-segment"?: boolean;
}
interface Operation {
  parameters?: readonly Parameter[];
  requestBody?: { required?: boolean; content: Readonly<Record<string, { schema?: Schema }>> };
}
interface Description {
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
interface Route {
  template: Template;
  operations: Readonly<Record<string, Operation>>;
}

let loaded: { routes: Route[]; resolve: Resolve } | undefined;

/**
 * GitHub's own OpenAPI description of api.github.com. Read as a file: the package's main module would load every
 * description of it, some 400 MB.
 */
function description() {
  if (loaded) return loaded;
  const main = new URL(import.meta.resolve("@octokit/openapi"));
  const file = new URL("./generated/api.github.com.json", main);
  const { paths, components } = JSON.parse(readFileSync(file, "utf8")) as Description;
  const at = (ref: string): unknown => {
    const [, , kind = "", name = ""] = ref.split("/");
    return components[kind]?.[name];
  };
  const resolve: Resolve = (schema) =>
    schema.$ref === undefined ? schema : resolve(at(schema.$ref) as Schema);
  const routes = Object.entries(paths).map(([path, operations]) => {
    const resolved = Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        {
          ...operation,
          parameters: (operation.parameters ?? []).map((one) =>
            one.$ref === undefined ? one : (at(one.$ref) as Parameter),
          ),
        },
      ]),
    );
    const many = Object.values(resolved)
      .flatMap(({ parameters }) => parameters)
      .filter((one) => one["x-multi-segment"])
      .map(({ name }) => name);
    return { template: templateOf(path, many), operations: resolved };
  });
  loaded = { routes: mostFixed(routes), resolve };
  return loaded;
}

/**
 * What in these requests GitHub's description of its REST API, or its GraphQL schema, does not know: paths, methods,
 * parameters, fields, kinds and limits of values, what is missing. Empty: everything is as described.
 */
export function checkGithub(requests: readonly VendorRequest[]): Finding[] {
  return once(
    requests
      .map(readRequest)
      .flatMap((asked) => (asked.path === "/graphql" ? checkGraphql(asked) : checkRest(asked))),
  );
}

function checkRest(asked: Asked): Finding[] {
  const { routes, resolve } = description();
  const fitting = routes.filter(({ template }) => template.pattern.test(asked.path));
  const method = asked.method.toLowerCase();
  const route = fitting.find(({ operations }) => operations[method]);
  const operation = route?.operations[method];
  if (!route || !operation) {
    const template = fitting[0]?.template.path;
    return [
      `${asked.method} ${template ?? asked.path}: ${template ? "this method" : "this path"} is not known`,
    ];
  }
  const named = `${asked.method} ${route.template.path}`;
  return [
    ...pathBreaches(asked, route.template, operation, resolve),
    ...queryBreaches(asked, operation, resolve),
    ...bodyBreaches(asked, operation, resolve),
  ].map((what) => `${named}: ${what}`);
}

function pathBreaches(
  asked: Asked,
  { path, pattern }: Template,
  operation: Operation,
  resolve: Resolve,
): string[] {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
  const values = pattern.exec(asked.path)?.slice(1) ?? [];
  return names.flatMap((name, at) => {
    const parameter = operation.parameters?.find((one) => one.in === "path" && one.name === name);
    if (!parameter) return [];
    const value = fromText([decodeURIComponent(values[at] ?? "")], parameter.schema, resolve);
    return breaches(value, parameter.schema, `path ${name}`, resolve);
  });
}

function queryBreaches({ query }: Asked, { parameters = [] }: Operation, resolve: Resolve): string[] {
  const known = parameters.filter((one) => one.in === "query");
  const missing = known
    .filter(({ name, required }) => required && !query.has(name))
    .map(({ name }) => `query ${name} is missing`);
  const wrong = [...query].flatMap(([name, texts]) => {
    const parameter = known.find((one) => one.name === name);
    if (!parameter) return [`query ${name} is not known`];
    return breaches(fromText(texts, parameter.schema, resolve), parameter.schema, `query ${name}`, resolve);
  });
  return [...missing, ...wrong];
}

function bodyBreaches(
  { body, bytes, contentType }: Asked,
  { requestBody }: Operation,
  resolve: Resolve,
): string[] {
  if (body === undefined && bytes === undefined) return requestBody?.required ? ["the body is missing"] : [];
  if (!requestBody) return ["a body is not known"];
  const content = requestBody.content[contentType];
  if (!content) return [`a body of ${contentType} is not known`];
  return content.schema && bytes === undefined ? breaches(body, content.schema, "body", resolve) : [];
}
