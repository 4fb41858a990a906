import { createHash } from "node:crypto";
import type { Api } from "../kit/index.ts";

/** A key, hashed, as a Markdown comment at the end of a text: pages do not show it. */
export function markOf(api: Api, key: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([api.connectorId, key]))
    .digest("hex");
  return `<!-- valetkey ${digest} -->`;
}

/** A text with the mark behind it, or the mark alone. */
export const marked = (text: string, mark: string): string => (text === "" ? mark : `${text}\n\n${mark}`);

const MARK = /(?:^|\n\n)(<!-- valetkey [0-9a-f]{64} -->)$/;

export const withoutMark = (text: string): string => text.replace(MARK, "");
/** The mark that a text ends with. */
export const markIn = (text: string): string | undefined => MARK.exec(text)?.[1];
