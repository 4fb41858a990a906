import { z } from "zod";
import { SOURCE, sourceSchema } from "../kit/index.ts";

const address = z.string().max(320);
const addresses = z.array(address).max(100).optional();
const subject = z.string().max(998).optional();
const body = z.string().max(200_000);
const attachments = z.array(sourceSchema).max(20).describe(SOURCE).optional();

export const sendInput = z.strictObject({
  to: addresses,
  cc: addresses,
  bcc: addresses,
  subject,
  body,
  body_format: z.enum(["markdown", "text", "html"]).default("markdown"),
  reply_to_message_id: z.string().max(64).optional(),
  reply_all: z.boolean().default(false),
  attachments,
  from_alias: address.optional(),
  idempotency_key: z.string().max(100).describe("Same key: same result").optional(),
});
export type SendInput = z.output<typeof sendInput>;

export const updateInput = z.strictObject({
  draft_id: z.string().max(64),
  to: addresses,
  cc: addresses,
  bcc: addresses,
  subject,
  body: body.optional(),
  attachments,
});
export type UpdateInput = z.output<typeof updateInput>;

export const sendOutput = z.object({
  message_id: z.string(),
  thread_id: z.string(),
  /** The `Message-ID` header. */
  rfc_message_id: z.string(),
  sent_to: z.array(z.string()),
  /** An earlier call with the same idempotency key sent it; this one sent nothing. */
  already_sent: z.boolean().optional(),
  warnings: z.array(z.string()).optional(),
});
export type SendOutput = z.output<typeof sendOutput>;

/** What a draft looks like, as far as a person would check it before sending. */
export const preview = z.object({
  from: z.string().optional(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  subject: z.string(),
  body: z.string(),
  /** Names. */
  attachments: z.array(z.string()),
});
export type Preview = z.output<typeof preview>;

export const draftOutput = z.object({
  draft_id: z.string(),
  message_id: z.string(),
  thread_id: z.string(),
  preview,
  /** An earlier call with the same idempotency key made it; this one made nothing. */
  already_created: z.boolean().optional(),
  warnings: z.array(z.string()).optional(),
});
export type DraftOutput = z.output<typeof draftOutput>;
