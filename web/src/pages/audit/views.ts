import { z } from "zod";

/** A name for what is filtered. */
const view = z.object({ name: z.string().min(1).max(60), query: z.string().max(2_000) });
export type View = z.infer<typeof view>;
const MOST = 20;

const keyOf = (user: string, workspace: string) => `valetkey-audit-views:${workspace}:${user}`;

/** Whatever is there: somebody else's words in a storage that others may write to. */
export function readViews(user: string, workspace: string): View[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(keyOf(user, workspace)) ?? "[]");
    return z.array(view).max(MOST).catch([]).parse(kept);
  } catch {
    return [];
  }
}

/** One of the same name is replaced; the newest first. Pure. */
export const withView = (views: readonly View[], added: View): View[] =>
  [added, ...views.filter(({ name }) => name !== added.name)].slice(0, MOST);

export function keepViews(user: string, workspace: string, views: readonly View[]): void {
  try {
    window.localStorage.setItem(keyOf(user, workspace), JSON.stringify(views));
  } catch {
    // Storage may be blocked; they last as long as the page then.
  }
}
