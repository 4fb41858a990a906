import { localError } from "../../api/error.ts";

/** To where the gateway goes on with the answer; it alone sends the browser to the app. */
export function goOn(address: string): void {
  const url = new URL(address, window.location.origin);
  if (url.origin !== window.location.origin) throw localError("answer_not_understood");
  window.location.assign(url.href);
}
