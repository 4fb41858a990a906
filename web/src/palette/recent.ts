const KEY = "valetkey-recent";
const MOST = 6;

/** Ids alone, for each person and workspace: names stay out of the browser's storage. */
const keyOf = (workspace: string, user: string): string => `${KEY} ${workspace} ${user}`;

export function recentOf(workspace: string, user: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(keyOf(workspace, user)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function remember(workspace: string, user: string, id: string): void {
  const next = [id, ...recentOf(workspace, user).filter((each) => each !== id)].slice(0, MOST);
  try {
    window.localStorage.setItem(keyOf(workspace, user), JSON.stringify(next));
  } catch {
    // Storage may be blocked or full: nothing is recent then.
  }
}
