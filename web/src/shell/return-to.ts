/**
 * Where a person was going when they left for the company's sign-in, which brings everybody back to the same page.
 * Kept by the tab alone, for as long as such a sign-in may take.
 */
const KEY = "valetkey-return-to";
const TEN_MINUTES = 600_000;

/** `path` is one of this app's: see `safeNext`. */
export function rememberReturn(path: string): void {
  window.sessionStorage.setItem(KEY, `${Date.now() + TEN_MINUTES} ${path}`);
}

export function returnTo(): string | undefined {
  const [until = "", path] = window.sessionStorage.getItem(KEY)?.split(" ") ?? [];
  return Number(until) > Date.now() && path?.startsWith("/") ? path : undefined;
}

export const forgetReturn = (): void => window.sessionStorage.removeItem(KEY);

/** The gateway answers for whoever has allowed an app before: it must be asked for the page, now that it knows who. */
export const loadsAnew = (path: string): boolean => path.startsWith("/authorize/");
