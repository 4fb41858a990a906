import { z } from "zod";
import type { Role } from "../../context.ts";
import { permissionsOf } from "../../identity/index.ts";
import { permission, role } from "../contract/roles.ts";
import type { Access, Route } from "../contract/route.ts";
import { problemName } from "./problems.ts";
import { type JsonSchema, type Schemas, schemaOf } from "./schemas.ts";

const WORKSPACE = "/api/workspaces/:workspace";

/** By what the path is about: the first word of it below the workspace or `/api`. */
export function tagOf({ path }: Route): string {
  if (/^\/api\/(openapi\.json|docs)/.test(path)) return "description";
  const below = path.startsWith(WORKSPACE) ? path.slice(WORKSPACE.length) : path.slice("/api".length);
  return below.split("/")[1] || "workspace";
}

const isOneOf = (access: Access): access is z.infer<typeof permission> =>
  permission.options.some((one) => one === access);
const rolesWith = (access: z.infer<typeof permission>): Role[] =>
  role.options.filter((one) => permissionsOf(one).has(access));

/** Who may use it, in words. */
function needs({ access, atBrowser, shownOnce }: Route): string {
  const who = isOneOf(access)
    ? `Needs \`${access}\`, which have: ${rolesWith(access).join(", ")}.`
    : {
        member: "Every member of the workspace may use it; what they see and do depends on who they are.",
        session: "Needs somebody who is signed in.",
        bearer: "Needs an API token, or an access token of this gateway for all its servers.",
        secret: "Needs no sign-in: what the body holds is the proof.",
        public: "Needs no sign-in.",
      }[access];
  return [
    who,
    ...(atBrowser ? ["It takes a person at a browser: a program's session is refused."] : []),
    ...(shownOnce ? ["The answer shows something this once."] : []),
  ].join(" ");
}

function security({ access, atBrowser, method }: Route): Record<string, string[]>[] {
  if (access === "public" || access === "secret") return [];
  if (access === "bearer") return [{ token: [] }];
  const browser = method === "get" ? { session: [] } : { session: [], csrf: [] };
  const isForPrograms = !atBrowser && (access !== "session" || method === "get");
  return isForPrograms ? [browser, { program: [] }] : [browser];
}

function queryParameters(query: z.ZodType): unknown[] {
  const shape = (direction: "input" | "output") =>
    schemaOf(query, direction) as { properties?: Record<string, JsonSchema>; required?: string[] };
  // What a number is read from is text; what it must be then is what says more.
  const required = new Set(shape("input").required);
  return Object.entries(shape("output").properties ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.has(name),
    schema,
    // Several values of one name are joined by commas.
    ...(schema.type === "array" && { style: "form", explode: false }),
  }));
}

const pathParameters = ({ path }: Route): unknown[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) =>
    name === "workspace"
      ? { $ref: "#/components/parameters/workspace" }
      : { name, in: "path", required: true, schema: { type: "string", maxLength: 200 } },
  );

/** Which problems there can be, by what the request has that could be wrong. */
function problems(route: Route): Record<string, unknown> {
  const { access, path, method } = route;
  const isOpen = access === "public" || access === "secret";
  const isUnsafe = method !== "get";
  const takes = route.query !== undefined || route.body !== undefined;
  const statuses = [
    ...(takes ? [400] : []),
    ...(isOpen && !takes ? [] : [401, 403]),
    ...(/:/.test(path) || takes ? [404] : []),
    ...(isUnsafe ? [409] : []),
    ...(isUnsafe && path.startsWith(WORKSPACE) ? [422] : []),
    429,
    500,
    502,
    503,
  ];
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/${problemName(status)}` }]),
  );
}

function success(route: Route, schemas: Schemas): Record<string, unknown> {
  const { status = 200, type, response, summary } = route;
  const headers = {
    RateLimit: { $ref: "#/components/headers/RateLimit" },
    "RateLimit-Policy": { $ref: "#/components/headers/RateLimitPolicy" },
  };
  const isCounted = route.path.startsWith(WORKSPACE);
  const schema = type === undefined ? schemas.of(response, "output") : { type: "string" };
  const hasBody = !(response instanceof z.ZodUndefined);
  return {
    [status]: {
      description: status === 303 ? "Go there." : summary,
      ...(status === 303 && { headers: { Location: { schema: { type: "string", format: "uri" } } } }),
      ...(isCounted && { headers }),
      ...(hasBody && { content: { [type ?? "application/json"]: { schema } } }),
    },
  };
}

export function operationOf(name: string, route: Route, schemas: Schemas): Record<string, unknown> {
  const { method, body, query, summary, description, access } = route;
  const isRepeatable = method !== "get" && route.path.startsWith(WORKSPACE);
  const parameters = [
    ...pathParameters(route),
    ...(query ? queryParameters(query) : []),
    ...(isRepeatable ? [{ $ref: "#/components/parameters/idempotencyKey" }] : []),
  ];
  return {
    operationId: name,
    tags: [tagOf(route)],
    summary,
    description: [description, needs(route)].filter(Boolean).join("\n\n"),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: schemas.of(body, "input") } },
      },
    }),
    responses: { ...success(route, schemas), ...problems(route) },
    security: security(route),
    "x-access": access,
    ...(route.shownOnce && { "x-shown-once": true }),
  };
}
