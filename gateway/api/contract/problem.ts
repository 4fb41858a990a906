/** RFC 9457: what every request that fails is answered with, as `application/problem+json`. */
import { z } from "zod";

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** Stable; the codes are the keys of `errorTable`. */
  code: z.string(),
  detail: z.string().optional(),
  /** What to do next. */
  next: z.string(),
  request_id: z.string(),
  /** bad_request: one line a field. */
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** too_many_requests: also in the header `Retry-After`. */
  retry_after_seconds: z.number().int().optional(),
  /** scopes_declined */
  missing_scopes: z.array(z.string()).optional(),
  /** scopes_declined: picked tools that would work with what was given, and those that would not. */
  working_tools: z.array(z.string()).optional(),
  lost_tools: z.array(z.string()).optional(),
  /** account_differs */
  expected_account: z.string().optional(),
  actual_account: z.string().optional(),
  /** Every error of the ceremony after its start: what it was about, so that the page can offer a retry. */
  service: z.string().optional(),
  connector: z.string().optional(),
  kind: z.enum(["shared", "personal"]).optional(),
  /** conflict with `if_version`: the version that there is. */
  version: z.number().int().optional(),
});
export type Problem = z.infer<typeof problem>;
