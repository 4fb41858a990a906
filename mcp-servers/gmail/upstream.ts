import { z } from "zod";

/** One MIME part as Gmail tells it: https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages */
export interface Part {
  partId?: string | undefined;
  mimeType?: string | undefined;
  filename?: string | undefined;
  headers?: { name: string; value: string }[] | undefined;
  body?:
    | { attachmentId?: string | undefined; size?: number | undefined; data?: string | undefined }
    | undefined;
  parts?: Part[] | undefined;
}

const header = z.object({ name: z.string(), value: z.string() });
const partSchema: z.ZodType<Part> = z.object({
  partId: z.string().optional(),
  mimeType: z.string().optional(),
  filename: z.string().optional(),
  headers: z.array(header).optional(),
  body: z
    .object({
      attachmentId: z.string().optional(),
      size: z.number().optional(),
      /** Base64url of the content after its transfer encoding was undone. */
      data: z.string().optional(),
    })
    .optional(),
  parts: z.array(z.lazy(() => partSchema)).optional(),
});

export const messageSchema = z.object({
  id: z.string(),
  threadId: z.string().default(""),
  labelIds: z.array(z.string()).default([]),
  /** HTML-escaped. */
  snippet: z.string().default(""),
  /** Milliseconds since the epoch, as a string. */
  internalDate: z.string().default("0"),
  payload: partSchema.optional(),
});
export type Message = z.output<typeof messageSchema>;

export const threadSchema = z.object({ id: z.string(), messages: z.array(messageSchema).default([]) });
export type Thread = z.output<typeof threadSchema>;

export const threadListSchema = z.object({
  threads: z.array(z.object({ id: z.string() })).default([]),
  nextPageToken: z.string().optional(),
});

export const messageListSchema = z.object({
  messages: z.array(z.object({ id: z.string(), threadId: z.string().default("") })).default([]),
});

export const labelSchema = z.object({
  id: z.string(),
  name: z.string().default(""),
  type: z.string().default("user"),
  threadsUnread: z.number().optional(),
});
export type Label = z.output<typeof labelSchema>;
export const labelListSchema = z.object({ labels: z.array(labelSchema).default([]) });

export const sendAsSchema = z.object({
  sendAs: z
    .array(
      z.object({
        sendAsEmail: z.string(),
        isPrimary: z.boolean().optional(),
        verificationStatus: z.string().optional(),
      }),
    )
    .default([]),
});

/** The value of a part's header; names are case-insensitive (RFC 5322). */
export function headerOf(part: Part | undefined, name: string): string {
  const wanted = name.toLowerCase();
  return part?.headers?.find((one) => one.name.toLowerCase() === wanted)?.value ?? "";
}

/** ISO 8601 in UTC, or undefined where Gmail gave no usable time. */
export function isoDate(internalDate: string): string | undefined {
  const ms = Number(internalDate);
  return Number.isSafeInteger(ms) && ms > 0 && ms < 8.64e15 ? new Date(ms).toISOString() : undefined;
}
