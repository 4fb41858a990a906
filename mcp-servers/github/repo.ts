import { z } from "zod";
import { path, ToolError } from "../kit/index.ts";

export const repoName = z.string().max(140).describe("owner/name");

/** `/repos/owner/name`, to put the rest of a path behind. */
export function repoPath(repo: string): string {
  const [owner = "", name = "", more] = repo.trim().split("/");
  if (more !== undefined || !/^[A-Za-z0-9_-]{1,39}$/.test(owner) || !/^[\w.-]{1,100}$/.test(name)) {
    throw new ToolError("bad_argument", "`repo` is owner/name, such as octocat/hello-world.");
  }
  return path`/repos/${owner}/${name}`;
}

/** A repository without issues answers 410, as does an issue that was deleted. */
export function goneInWords(error: unknown, repo: string): unknown {
  if (!(error instanceof ToolError) || error.status !== 410) return error;
  return new ToolError(
    "not_found",
    `${repo} has its issues switched off, or this one was deleted. Nothing can be done here.`,
    { status: 410 },
  );
}

/** A date or a moment with an offset, as GitHub takes it. */
export function moment(text: string, field: string): string {
  const fits = /^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2}))?$/.test(text);
  const ms = fits ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return `${new Date(ms).toISOString().slice(0, 19)}Z`;
  throw new ToolError("bad_argument", `\`${field}\` is neither a date nor RFC 3339 (2026-11-21T09:00:00Z).`);
}

/** Whether two names mean the same repository. */
export const sameRepo = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();
