import { z } from "zod";

const address = z.string().max(320);
const addresses = z.array(address).max(100).optional();

export const sendInput = z.strictObject({
  to: addresses,
  cc: addresses,
  bcc: addresses,
  subject: z.string().max(998).optional(),
  body: z.string().max(200_000),
  body_format: z.enum(["markdown", "text", "html"]).default("markdown"),
  reply_to_message_id: z.string().max(64).optional(),
  reply_all: z.boolean().default(false),
  attachments: z
    .array(z.string().max(2000))
    .max(20)
    .describe("Resource URIs, Drive file ids or https URLs")
    .optional(),
  from_alias: address.optional(),
  idempotency_key: z.string().max(100).describe("Same key: same result").optional(),
});
export type SendInput = z.output<typeof sendInput>;

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
