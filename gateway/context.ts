declare const minted: unique symbol;

export type Role = "owner" | "admin" | "member" | "auditor";

/** What a principal may do, beyond calling tools. One table in `identity/permissions.ts` gives them to roles. */
export type Permission =
  | "connectors.connect_own"
  | "connectors.manage"
  | "tokens.manage"
  | "members.manage"
  | "audit.read"
  | "workspace.read"
  | "workspace.manage";

/** Who is calling, in which workspace. Only `identity/` can make one. */
export interface Principal {
  readonly [minted]: true;
  readonly workspaceId: string;
  readonly kind: "user" | "agent" | "system";
  /** `usr_…`, `agt_…`, or the name of the job for `system`. */
  readonly id: string;
  /** How people name it: an address, an agent's name, a job. */
  readonly label: string;
  readonly userId: string | undefined;
  readonly agentId: string | undefined;
  readonly role: Role | undefined;
  readonly permissions: ReadonlySet<Permission>;
  readonly via: "session" | "api_token" | "oauth" | "system";
  /** `ses_…` or `tok_…`; of an OAuth client, what its tokens stand on: `cns_…` (a consent) or the agent's `cli_…`. */
  readonly credentialId: string | undefined;
  /** The OAuth client's `client_id`, where it came by one. */
  readonly clientId: string | undefined;
  /** MCP server ids this principal may use; undefined: every one. */
  readonly servers: ReadonlySet<string> | undefined;
  readonly readOnly: boolean;
  /** Tools this principal may use, each with the connectors it may use them on (slugs; undefined: any); undefined: all. */
  readonly tools: ReadonlyMap<string, ReadonlySet<string> | undefined> | undefined;
}
