import { z } from "zod";

/** Bytes with a name, on their way in or out. */
export interface File {
  name: string;
  /** Without parameters, lower case; `application/octet-stream` where nobody knows. */
  mimeType: string;
  bytes: Uint8Array;
}

/** An answer as it came, not parsed. */
export interface Download {
  bytes: Uint8Array;
  /** `content-type` as it came, parameters included; empty where there was none. */
  contentType: string;
}

/** What a file says, as text. */
export interface ExtractedText {
  text: string;
  format: "markdown" | "csv" | "text";
  /** What is missing in the text, in sentences for the agent. */
  warnings: string[];
}

/** Where an agent or a person gets bytes: `uri` by `resources/read`, `url` with the same credentials over https. */
export const fileLinkSchema = z.object({
  uri: z.string(),
  url: z.string(),
  name: z.string(),
  mime_type: z.string(),
  size: z.int().optional(),
  expires_at: z.string(),
});
export type FileLink = z.output<typeof fileLinkSchema>;

/** Arguments that take a file. `Api.openSource` reads what is in them. */
export const SOURCE =
  'https URL, valetkey:// URI, drive:<file id>, or "upload" to be told where to send bytes';
export const sourceSchema = z.string().max(2000);
