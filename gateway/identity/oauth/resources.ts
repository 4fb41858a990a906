/**
 * The MCP endpoints as OAuth resources (RFC 8707): each has an audience of its own, and a token for one opens no other.
 * `/mcp` is all of them in one.
 */
export interface Resources {
  /** Of the endpoint that merges all servers. */
  readonly all: string;
  of(server: string): string;
  /** Ids of the servers behind it; undefined: no endpoint of this gateway. Compared exactly. */
  serversOf(resource: string): readonly string[] | undefined;
}

/** `servers` is asked each time. */
export function openResources(publicUrl: string, servers: () => readonly string[]): Resources {
  const all = `${publicUrl}/mcp`;
  return {
    all,
    of: (server) => `${all}/${server}`,
    serversOf(resource) {
      if (resource === all) return servers();
      if (!resource.startsWith(`${all}/`)) return undefined;
      const id = resource.slice(all.length + 1);
      return servers().includes(id) ? [id] : undefined;
    },
  };
}
