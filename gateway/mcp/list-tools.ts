import { type Connection, covers, type RegisteredServer, type ToolListing } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import type { Denied } from "../invoke/index.ts";

/** The listing with a required `connector`, for when several accounts can serve the tool. */
function withConnector(listing: ToolListing, slugs: string[]): ToolListing {
  const { inputSchema } = listing;
  return {
    ...listing,
    inputSchema: {
      ...inputSchema,
      properties: {
        ...inputSchema.properties,
        connector: { type: "string", enum: slugs, description: "Which account" },
      },
      required: [...(inputSchema.required ?? []), "connector"],
    },
  };
}

/**
 * The tools this principal can use here, in the order of their declaration. A tool whose scope no grant covers is not
 * listed, nor one that is not on the principal's list or that a rule denies. With nothing connected all others are listed: calling one
 * answers with the link to connect.
 */
export function listTools(
  who: Principal,
  server: RegisteredServer,
  connections: readonly Connection[],
  denied: Denied,
): ToolListing[] {
  const connected = connections.filter((c) => c.grant !== undefined && !c.disabled);
  const { id } = server.spec;
  return [...server.tools.values()].flatMap((registered) => {
    const { tool, listing } = registered;
    if (who.readOnly && tool.effect !== "read") return [];
    if (who.tools && !who.tools.has(tool.name)) return [];
    if (connected.length === 0) return denied(id, registered, undefined) ? [] : listing;
    const mine = who.tools?.get(tool.name);
    const able = connected.filter(
      (c) => (!mine || mine.has(c.slug)) && c.grant && covers(c.provider, c.grant.scopes, tool),
    );
    const permitted = able.filter((c) => !denied(id, registered, c.id));
    if (permitted.length === 0) return [];
    const usable = permitted.filter((c) => c.verdict !== "invalid");
    return usable.length > 1
      ? withConnector(
          listing,
          usable.map((c) => c.slug),
        )
      : listing;
  });
}
