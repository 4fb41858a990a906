import type { Principal } from "../context.ts";
import { mint } from "../identity/principal.ts";

/** A person of a workspace, for tests. */
export const principal = (fields: Partial<Principal> = {}): Principal =>
  mint({
    workspaceId: "wsp_1",
    kind: "user",
    id: "usr_1",
    label: "ada@acme.test",
    userId: "usr_1",
    agentId: undefined,
    role: undefined,
    permissions: new Set(),
    via: "api_token",
    credentialId: "tok_1",
    servers: undefined,
    readOnly: false,
    tools: undefined,
    ...(fields as { clientId?: string }),
  });
