/**
 * How a program without a browser, such as `npx valetkey`, gets a session: it asks, a signed-in person confirms at
 * `/cli/:code`, the program fetches what it was given. Names and rules are those of RFC 8628; errors are problem
 * details, `code` being RFC 8628's error.
 */
import { z } from "zod";
import { role } from "./roles.ts";
import { route } from "./route.ts";
import { at, id } from "./shared.ts";

/** What a program calls the machine it runs on: letters that are seen, digits and a few signs, so that it cannot pass for more. */
const machine = z
  .string()
  .trim()
  .min(1)
  .max(60)
  // Four letters of Unicode are blank: the fillers of Hangul.
  .regex(/^(?!.*[\u115f\u1160\u3164\uffa0])[\p{L}\p{N}][\p{L}\p{N} ._@-]*$/u);

export const newDeviceSignIn = z.strictObject({ name: machine.optional() });
/** RFC 8628 section 3.2. `device_code` is the program's secret, `user_code` is shown to the person. */
export const deviceSignIn = z.object({
  device_code: z.string(),
  /** `WDJB-MJHT` */
  user_code: z.string(),
  /** The page, and the page with the code filled in. */
  verification_uri: z.string(),
  verification_uri_complete: z.string(),
  /** Seconds. */
  expires_in: z.number().int(),
  /** Seconds to wait between two requests for the token. */
  interval: z.number().int(),
});
export const startDeviceSignIn = route({
  method: "post",
  path: "/api/cli/sign-in",
  access: "public",
  summary: "Ask a person to sign a program in",
  body: newDeviceSignIn,
  response: deviceSignIn,
  shownOnce: true,
});

export const deviceCode = z.strictObject({ device_code: z.string().min(20).max(200) });
export const deviceToken = z.object({
  /** Sent as `Authorization: Bearer …` to `/api`; shown this once. It opens nothing below `/mcp`. */
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_at: at,
  user: z.object({ id, email: z.string(), name: z.string() }),
  workspace: z.object({ id, slug: z.string(), name: z.string() }),
  role,
});
export const redeemDeviceSignIn = route({
  method: "post",
  path: "/api/cli/sign-in/token",
  access: "secret",
  summary: "Fetch the session that a person has confirmed",
  description:
    "Problems: `authorization_pending` (ask again after `interval` seconds), `slow_down` (from now on wait five seconds longer between two requests; `interval` says how long), `access_denied`, `expired_token` (unknown, older than ten minutes, or fetched already).",
  body: deviceCode,
  response: deviceToken,
  shownOnce: true,
});

/** With or without hyphen and spaces, in either case. */
export const userCode = z.strictObject({ user_code: z.string().min(1).max(40) });
/** What a person is asked. Nothing of it is proved but `address` and the times. */
export const deviceRequest = z.object({
  user_code: z.string(),
  /** What the program calls its machine. */
  name: z.string().nullable(),
  /** The address that the program asks from, as the gateway sees it. */
  address: z.string().nullable(),
  /** That is the address of this very request: the program is likely to be at the same place. */
  same_address: z.boolean(),
  started_at: at,
  expires_at: at,
  state: z.enum(["pending", "allowed", "denied"]),
  /** What the program would be. */
  would_be: z.object({
    workspace: z.object({ id, slug: z.string(), name: z.string() }),
    role,
    /** From the confirmation on. */
    days: z.number().int(),
  }),
});
export type DeviceRequest = z.infer<typeof deviceRequest>;
export const viewDeviceSignIn = route({
  method: "post",
  path: "/api/cli/sign-in/view",
  access: "session",
  summary: "What a program asks for, by the code that it shows",
  description: "`device_code_unknown`: mistyped, expired, or over.",
  body: userCode,
  response: deviceRequest,
});

export const deviceDecision = userCode.extend({ decision: z.enum(["allow", "deny"]) });
export const decideDeviceSignIn = route({
  method: "post",
  path: "/api/cli/sign-in/decision",
  access: "session",
  summary: "Sign a program in as oneself, or refuse to",
  description: "`device_code_unknown`; `conflict`: somebody has decided already.",
  body: deviceDecision,
  response: deviceRequest,
});
