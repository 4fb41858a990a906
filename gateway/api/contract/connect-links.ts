import { z } from "zod";
import { route } from "./route.ts";

/** The page that a link given to an agent or client leads its person to. */
export const connectLink = z.object({
  /** A path of the web app, with its query. */
  to: z.string(),
});

export const openConnectLink = route({
  method: "get",
  path: "/api/workspaces/:workspace/connect_links/:link",
  access: "member",
  summary: "Where a link leads that was given to an agent or client",
  response: connectLink,
});
