import * as contract from "../contract/index.ts";
import type { Route } from "../contract/route.ts";
import { operationOf, tagOf } from "./operations.ts";
import { problemResponses } from "./problems.ts";
import { openSchemas } from "./schemas.ts";

const isRoute = (one: unknown): one is Route =>
  typeof one === "object" && one !== null && "method" in one && "path" in one && "access" in one;

/** Every route that the contract declares, by name. */
export const routes: Readonly<Record<string, Route>> = Object.fromEntries(
  Object.entries<unknown>(contract).filter((entry): entry is [string, Route] => isRoute(entry[1])),
);

const header = (description: string, example: string) => ({
  description,
  schema: { type: "string" },
  example,
});

const components = (cookie: string) => ({
  parameters: {
    workspace: {
      name: "workspace",
      in: "path",
      required: true,
      description: "Id or slug of the workspace that the session is for.",
      schema: { type: "string", maxLength: 64 },
      example: "acme",
    },
    idempotencyKey: {
      name: "Idempotency-Key",
      in: "header",
      required: false,
      description:
        "The same for every attempt at one and the same thing: it is then done once, and answered as before for 24 hours. 1 to 255 printable ASCII characters in quotes.",
      schema: { type: "string", maxLength: 300 },
      example: '"8e03978e-40d5-43e8-bc93-6894a57f9324"',
    },
  },
  headers: {
    RateLimit: header(
      "Requests that are left, and seconds until there is a new number.",
      '"session";r=1180;t=42',
    ),
    RateLimitPolicy: header("Requests that a session has in so many seconds.", '"session";q=1200;w=60'),
  },
  securitySchemes: {
    session: {
      type: "apiKey",
      in: "cookie",
      name: cookie,
      description: "A person's browser that is signed in. Scripts never see its value.",
    },
    csrf: {
      type: "apiKey",
      in: "header",
      name: "x-valetkey-csrf",
      description: "The `csrf` value of `GET /api/session`: with the cookie, wherever something changes.",
    },
    program: {
      type: "http",
      scheme: "bearer",
      description: "A program's session (`vcli_…`), see `POST /api/cli/sign-in`.",
    },
    token: {
      type: "http",
      scheme: "bearer",
      description: "An API token (`vk_…`), or an access token for all MCP servers of this gateway.",
    },
  },
});

export interface DescriptionOptions {
  version: string;
  publicUrl: string;
  /** Name of the session cookie. */
  cookie: string;
}

/** The API as OpenAPI 3.1.1 (https://spec.openapis.org/oas/v3.1.1.html), made of the contract alone. */
export function describeApi({ version, publicUrl, cookie }: DescriptionOptions): Record<string, unknown> {
  const schemas = openSchemas();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries(routes)) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method]: operationOf(name, route, schemas) };
  }
  const problem = schemas.of(contract.problem, "output");
  return {
    openapi: "3.1.1",
    info: {
      title: "Valetkey",
      version,
      description:
        "The API of this gateway. Times are ISO 8601 in UTC. Whatever fails is answered with problem details (RFC 9457); their `code` is stable. Lists that have pages take `page_size` and `cursor` and answer `next_cursor`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(Object.values(routes).map(tagOf))].toSorted().map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      schemas: schemas.used(),
      responses: problemResponses(problem),
      ...components(cookie),
    },
  };
}
