import { z } from "zod";
import { partOf } from "./mail/part-tree.ts";

export const messageSchema = z.object({
  id: z.string(),
  threadId: z.string().default(""),
  labelIds: z.array(z.string()).default([]),
  /** HTML-escaped. */
  snippet: z.string().default(""),
  /** Milliseconds since the epoch, as a string. */
  internalDate: z.string().default("0"),
  payload: z.unknown().transform(partOf).optional(),
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

export const partBodySchema = z.object({ data: z.string().default("") });

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.drafts */
export const draftSchema = z.object({
  id: z.string(),
  message: messageSchema.extend({
    /** Base64url of the whole mail; only with `format=raw`. */
    raw: z.string().optional(),
  }),
});
export type Draft = z.output<typeof draftSchema>;
export const draftListSchema = z.object({
  drafts: z.array(z.object({ id: z.string() })).default([]),
});

export const labelSchema = z.object({
  id: z.string(),
  name: z.string().default(""),
  type: z.string().default("user"),
  threadsUnread: z.int().optional(),
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

/** ISO 8601 in UTC, or undefined where Gmail gave no usable time. */
export function isoDate(internalDate: string): string | undefined {
  const ms = Number(internalDate);
  return Number.isSafeInteger(ms) && ms > 0 && ms < 8.64e15 ? new Date(ms).toISOString() : undefined;
}
