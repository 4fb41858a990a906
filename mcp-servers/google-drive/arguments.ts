import { z } from "zod";

/** Arguments that several tools take. */
export const fileId = z.string().max(128).describe("Id, as in a link to it");
export const fileName = z.string().min(1).max(255);
export const pageSize = z.int().min(1).max(50).default(20);
export const cursor = z.string().max(2000).describe("From next_cursor").optional();
