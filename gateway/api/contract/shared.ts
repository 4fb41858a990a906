import { z } from "zod";

/** ISO 8601 in UTC. */
export const at = z.iso.datetime();
export const id = z.string().min(1).max(64);
/** Of a tool. */
export const effect = z.enum(["read", "write", "destructive"]);
export const person = z.object({ id, name: z.string(), email: z.string() });
