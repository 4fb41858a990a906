import { z } from "zod";

export const role = z.enum(["owner", "admin", "member", "auditor"]);
export const permission = z.enum([
  "connectors.connect_own",
  "connectors.manage",
  "tokens.manage",
  "members.manage",
  "audit.read",
  "workspace.read",
  /** Owners: delete the workspace. */
  "workspace.manage",
]);
/**
 * How a session began: with a `link` (which opens one workspace), with an `operator`'s link, or with the `company`
 * sign-in (which both open every workspace of the person). `cli`: a program's, which a person has confirmed; it opens one
 * workspace.
 */
export const signInMethod = z.enum(["link", "operator", "company", "cli"]);
