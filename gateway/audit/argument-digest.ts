import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/**
 * What the audit log keeps of a call's arguments: `sha256:<hex>` over their canonical JSON and the workspace, so that
 * the same call is recognisable inside one workspace and not across two. Arguments are JSON, as MCP delivers them.
 */
export function argumentDigest(workspaceId: string, args: unknown): string {
  const bytes = canonical(args);
  return `sha256:${createHash("sha256").update(`valetkey-arguments/1\0${workspaceId}\0${bytes}`, "utf8").digest("hex")}`;
}

function canonical(args: unknown): string | undefined {
  try {
    return canonicalize(args);
  } catch {
    // A lone surrogate, which RFC 8785 has no form for and an agent may send all the same.
    return JSON.stringify(args);
  }
}
