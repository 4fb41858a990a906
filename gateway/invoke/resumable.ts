import { type Provider, ToolError } from "../../mcp-servers/kit/index.ts";
import type { RegisteredServer } from "../catalog/index.ts";
import { placeBelow } from "./address.ts";

/** An upload in two requests. https://developers.google.com/workspace/drive/api/guides/manage-uploads#resumable */
export interface Uploaded {
  metadata: object;
  bytes: Uint8Array;
  contentType: string;
}

/** Headers of the first request: the metadata is in its body, the bytes come with the second. */
export const announced = ({ bytes, contentType }: Uploaded): Record<string, string> => ({
  accept: "application/json",
  "content-type": "application/json; charset=UTF-8",
  "x-upload-content-type": contentType,
  "x-upload-content-length": String(bytes.length),
});

/** Where the bytes go, as the answer to the first request names it: below the address that was asked, or nowhere. */
export function placeNamed(
  { server, provider }: { server: RegisteredServer; provider: Provider },
  base: string | undefined,
  location: string | undefined,
): { path: string; query: Record<string, string> } {
  const place = placeBelow(server, base, location, provider.sandbox ? provider.origins : undefined);
  if (!place) throw new ToolError("provider_down", `${provider.title} did not say where the bytes belong.`);
  return place;
}
