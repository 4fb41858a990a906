import { createHmac, createSecretKey } from "node:crypto";
import canonicalize from "canonicalize";

/** What the audit log keeps of a call's arguments: `hmac-sha256:<hex>`. */
export type ArgumentDigest = (workspaceId: string, args: unknown) => string;

/**
 * HMAC-SHA256 (RFC 2104) over canonical JSON and the workspace: the same call is recognisable inside one workspace and
 * not across two, and whoever reads the log without the key cannot guess short arguments. A new key starts new digests.
 */
export function openArgumentDigest(key: Buffer): ArgumentDigest {
  const secret = createSecretKey(key); // with plain bytes Node takes eight times as long, and every call comes here
  return (workspaceId, args) =>
    `hmac-sha256:${createHmac("sha256", secret)
      .update(`${workspaceId}\0${canonical(args)}`, "utf8")
      .digest("hex")}`;
}

function canonical(args: unknown): string | undefined {
  try {
    return canonicalize(args);
  } catch {
    // A lone surrogate, which RFC 8785 has no form for and an agent may send all the same.
    return JSON.stringify(args);
  }
}
