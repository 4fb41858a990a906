import type { Call } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";

/** Who is in the small Slack of unit tests. */
export const PEOPLE = [
  {
    id: "U01ADA",
    name: "ada",
    real_name: "Ada Lindqvist",
    profile: { display_name: "Ada", email: "ada@acme.test" },
  },
  { id: "U02BEN", name: "ben", real_name: "Ben Okafor", profile: { display_name: "Ben" } },
  { id: "U03BEN", name: "ben.two", real_name: "Ben Other", profile: { display_name: "Ben" } },
  { id: "U04OLD", name: "old", deleted: true, profile: {} },
];
export const CHANNELS = [
  {
    id: "C01GEN",
    name: "general",
    topic: { value: "All" },
    purpose: { value: "" },
    num_members: 3,
    is_member: true,
  },
  {
    id: "C02ENG",
    name: "eng",
    topic: { value: "" },
    purpose: { value: "Building things" },
    is_member: false,
  },
  { id: "D03ADA", is_im: true, user: "U01ADA" },
];
/** A timestamp, in order of `n`. */
export const at = (n: number) => `1795251600.${String(n).padStart(6, "0")}`;
interface Said {
  ts: string;
  text?: string;
  user?: string;
  [more: string]: unknown;
}

/** A small Slack: history newest first and cut to `most` a page, as for apps outside the Marketplace. */
export function slackOf(messages: readonly Said[], most = 999) {
  return ({ path, query = {} }: Call): unknown => {
    const limit = Math.min(Number(query.limit ?? 100), most);
    if (path === "/users.info") {
      const user = PEOPLE.find((one) => one.id === query.user);
      if (!user) throw new ToolError("not_found", "none", { reason: "user_not_found" });
      return { ok: true, user };
    }
    if (path === "/users.list") return { ok: true, members: PEOPLE, response_metadata: { next_cursor: "" } };
    if (path === "/users.lookupByEmail") return { ok: true, user: PEOPLE[0] };
    if (path === "/users.conversations" || path === "/conversations.list") {
      const kinds = String(query.types).split(",");
      const channels = CHANNELS.filter((one) => kinds.includes(one.is_im ? "im" : "public_channel"));
      return {
        ok: true,
        channels: path === "/conversations.list" ? channels : channels.filter((c) => c.id !== "C02ENG"),
      };
    }
    if (path === "/conversations.history") {
      const { latest, oldest = "0" } = query as { latest?: string; oldest?: string };
      const fit = messages.filter((one) => (latest === undefined || one.ts < latest) && one.ts > oldest);
      const sorted = fit.sort((a, b) => (a.ts < b.ts ? 1 : -1));
      return { ok: true, messages: sorted.slice(0, limit), has_more: sorted.length > limit };
    }
    if (path === "/conversations.replies") {
      const from = Number(query.cursor ?? 0);
      const page = messages.slice(from, from + limit);
      const next = from + limit < messages.length ? String(from + limit) : "";
      return { ok: true, messages: page, has_more: next !== "", response_metadata: { next_cursor: next } };
    }
    throw new Error(`unexpected ${path}`);
  };
}
