import { z } from "zod";
import { ToolError } from "../kit/index.ts";

/** Arguments that several tools take. */
export const fileId = z.string().max(128).describe("Id, as in a link to it");
export const fileName = z.string().max(255);
export const pageSize = z.int().min(1).max(50).default(20);
export const cursor = z.string().max(2000).describe("From next_cursor").optional();

/** Drive would take an empty name and show nothing. */
export function requireName(name: string | undefined): void {
  if (name === undefined || (name.trim() !== "" && name.isWellFormed())) return;
  throw new ToolError("bad_argument", "`name` is empty or not valid text.");
}
