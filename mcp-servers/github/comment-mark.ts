import { createHash } from "node:crypto";
import type { Api } from "../kit/index.ts";

/** A key, hashed, as a Markdown comment at the end of a text: pages do not show it. */
export function markOf(api: Api, key: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([api.connectorId, key]))
    .digest("hex");
  return `<!-- valetkey ${digest} -->`;
}

export const withoutMark = (text: string): string => text.replace(/\n\n<!-- valetkey [0-9a-f]{64} -->$/, "");
