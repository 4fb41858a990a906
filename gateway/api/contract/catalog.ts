import { z } from "zod";
import { route } from "./route.ts";
import { id } from "./shared.ts";
import { category } from "./status.ts";
import { scope } from "./verdict.ts";

export const tool = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  effect: z.enum(["read", "write", "destructive"]),
  /** What is asked for when this tool alone is picked, without the identity scopes. */
  scopes: z.array(z.string()),
});

/** What can be authorized, for the scope picker. */
export const catalog = z.object({
  providers: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      description: z.string(),
      category,
      sandbox: z.boolean(),
      /** False: no OAuth client yet; `redirect_uri` is what to register at the provider. */
      configured: z.boolean(),
      redirect_uri: z.string(),
      /** Registrations to choose from, the default first, each with the kinds of access it gives. */
      apps: z.array(
        z.object({
          id,
          name: z.string(),
          is_default: z.boolean(),
          accesses: z.array(z.object({ id: z.string(), title: z.string() })),
        }),
      ),
      /** Kinds of registration that can be entered, for `POST …/apps`. */
      kinds: z.array(z.object({ id: z.string(), title: z.string(), needs_key: z.boolean() })),
      identity_scopes: z.array(scope),
      scopes: z.array(scope),
      servers: z.array(
        z.object({
          id: z.string(),
          title: z.string(),
          description: z.string(),
          /** Absolute URL of the MCP endpoint. */
          url: z.string(),
          tools: z.array(tool),
          /** What more scopes would add to `tools`; picked by name beside them. */
          extras: z.array(
            z.object({
              name: z.string(),
              title: z.string(),
              tools: z.array(z.string()),
              scopes: z.array(z.string()),
            }),
          ),
        }),
      ),
    }),
  ),
});
export type Catalog = z.infer<typeof catalog>;

/** Without the identity scopes: what a connection with these tools asks for. */
export const neededScopesQuery = z.strictObject({
  tools: z.string().min(1).max(4000),
  /** Kind of access, as in `apps[].accesses`; default: that of the provider's own OAuth apps. */
  access: z.string().max(40).optional(),
});
export const neededScopes = z.object({ scopes: z.array(scope) });

export const getCatalog = route({
  method: "get",
  path: "/api/workspaces/:workspace/catalog",
  access: "member",
  summary: "What can be connected: providers, MCP servers, tools and scopes",
  response: catalog,
});

export const getNeededScopes = route({
  method: "get",
  path: "/api/workspaces/:workspace/catalog/:provider/scopes",
  access: "member",
  summary: "The narrowest scopes that serve these tools together",
  query: neededScopesQuery,
  response: neededScopes,
});
