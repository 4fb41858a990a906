import { localError } from "../api/error.ts";

/**
 * Full-page navigation to a provider, or of a window that this page opened. Anything but http(s) is refused: the address
 * comes from outside this page.
 */
export function leaveFor(address: string, where: Window = window): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") throw localError("answer_not_understood");
  where.location.assign(url.href);
}
