import type { z } from "zod";
import type { OAuthInteraction, oauthDecision } from "../../api/contract.ts";

export type Workspace = OAuthInteraction["workspaces"][number];

/** What the person would allow. */
export type Choice = { workspace: string; servers: ReadonlySet<string>; readOnly: boolean };

export const asksToWrite = ({ scopes }: OAuthInteraction): boolean => scopes.includes("mcp:write");

/** As it was allowed before, where it was; never more than is asked for. */
export function beginning(interaction: OAuthInteraction, workspace: Workspace): Choice {
  const { allowed, id } = workspace;
  const before = allowed?.servers.filter((server) => interaction.servers.includes(server)) ?? [];
  return {
    workspace: id,
    servers: new Set(before.length > 0 ? before : interaction.servers),
    readOnly: allowed?.read_only === true || !asksToWrite(interaction),
  };
}

/** `servers` is left out when it is all of them, so that the gateway's own list stands. */
export function decisionOf(
  decision: "allow" | "deny",
  { servers }: OAuthInteraction,
  choice: Choice | undefined,
): z.input<typeof oauthDecision> {
  if (decision === "deny" || !choice) return { decision };
  const fewer = choice.servers.size < servers.length;
  return {
    decision,
    workspace: choice.workspace,
    read_only: choice.readOnly,
    ...(fewer && { servers: [...choice.servers] }),
  };
}
