import { z } from "zod";
import { route } from "./route.ts";

/** What can change, as pages show it. */
export const room = z.enum([
  "connectors",
  "integrations",
  "apps",
  "agents",
  "tokens",
  "clients",
  "approvals",
  "policies",
  "limits",
  "members",
  "sessions",
  "audit",
  "revocations",
  /** Tool calls, and the numbers made of them. At most once a second. */
  "calls",
  "workspace",
]);
export type Room = z.infer<typeof room>;

/** The stream's first event, `hello`: the rooms this person will hear of. After a reconnect: refetch them. */
export const liveHello = z.object({ rooms: z.array(room) });
/** Event `changed`: something in these rooms did. A hint, never data: refetch what is shown of them. */
export const liveChanged = z.object({ rooms: z.array(room).min(1) });
/**
 * Event `ended`, the last one. `signed_out`: do not reconnect. `role_changed`: reconnect, and hear of other rooms.
 * `closing`: this gateway stops; reconnect.
 */
export const liveEnded = z.object({ reason: z.enum(["signed_out", "role_changed", "closing"]) });
export type LiveEnded = z.infer<typeof liveEnded>;

export const liveEvents = route({
  method: "get",
  path: "/api/workspaces/:workspace/events",
  access: "member",
  summary: "Hear what changes, while it does",
  description:
    "Server-sent events: `hello` and `changed` with `{rooms}`, `ended` with `{reason}`; a comment every 15 seconds. " +
    "Hints without data, at most four a second, of rooms that your role may read. It does not count as activity of " +
    "the session, and ends with it. `too_many_streams` beyond six of a session, or 24 of a person.",
  response: z.string(),
  type: "text/event-stream",
});
