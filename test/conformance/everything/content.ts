import type { CallToolResult } from "@modelcontextprotocol/server";

/** One pixel. */
export const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
/** A header and no sound. */
export const WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

export const text = (said: string): CallToolResult => ({ content: [{ type: "text", text: said }] });

export const image = { type: "image", data: PNG, mimeType: "image/png" } as const;
export const audio = { type: "audio", data: WAV, mimeType: "audio/wav" } as const;

export const embedded = (uri: string, said: string, mimeType = "text/plain") =>
  ({ type: "resource", resource: { uri, mimeType, text: said } }) as const;
