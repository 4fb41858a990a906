import {
  openRegistry,
  type RegisteredServer,
  type Registry,
  type ToolListing,
} from "../gateway/catalog/index.ts";
import { providers, servers } from "../mcp-servers/index.ts";
import { tokensOf } from "../mcp-servers/kit/index.ts";

/** What `tools/list` costs, as UTF-8 bytes of the JSON of the tools and as estimated tokens of it. */
export interface Size {
  tools: number;
  bytes: number;
  tokens: number;
  /** The same with `outputSchema`, which clients may leave out of what a model reads. */
  bytesWithOutput: number;
  tokensWithOutput: number;
}

/** The registry as the gateway opens it, without an operator's own providers. */
export const registry = (): Registry => openRegistry(providers, servers);

export function sizeOf(listings: readonly ToolListing[]): Size {
  const whole = JSON.stringify(listings);
  const bare = JSON.stringify(listings.map(({ outputSchema: _, ...listing }) => listing));
  return {
    tools: listings.length,
    bytes: Buffer.byteLength(bare),
    tokens: tokensOf(bare),
    bytesWithOutput: Buffer.byteLength(whole),
    tokensWithOutput: tokensOf(whole),
  };
}

export const listingsOf = (server: RegisteredServer): ToolListing[] =>
  [...server.tools.values()].map(({ listing }) => listing);
