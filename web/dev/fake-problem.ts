import type { Problem } from "../../gateway/api/contract/index.ts";

/** Thrown by a handler; becomes the answer. */
export class Fault extends Error {
  readonly problem: Problem;
  constructor(status: number, code: string, title: string, next: string, more: Partial<Problem> = {}) {
    super(title);
    const type = `https://valetkey.dev/errors/${code}`;
    this.problem = { type, title, status, code, next, request_id: "req_01jd8q2m5v7x9k3t", ...more };
  }
}

const google = { service: "google", kind: "personal" as const };
const nothing = "Nothing changed.";

/** By the `code` of the fake provider's page. */
export const callbackFaults: Record<string, () => Fault> = {
  denied: () =>
    new Fault(
      400,
      "consent_denied",
      `Access was cancelled or blocked at the provider. ${nothing}`,
      "Try again, or ask the provider's administrator whether the app is allowed.",
      google,
    ),
  declined: () =>
    new Fault(
      400,
      "scopes_declined",
      "Some of the access that was asked for was not given. Nothing was connected.",
      "Try again and leave every box ticked, or connect with fewer tools.",
      {
        ...google,
        missing_scopes: ["https://www.googleapis.com/auth/gmail.readonly"],
        working_tools: ["gmail_list_labels"],
        lost_tools: ["gmail_search", "gmail_get_thread"],
      },
    ),
  expired: () =>
    new Fault(
      400,
      "state_expired",
      `The connection took longer than 10 minutes. ${nothing}`,
      "Start again and finish within 10 minutes.",
      google,
    ),
  "wrong-user": () =>
    new Fault(
      403,
      "wrong_user",
      `Somebody else, or another browser session, started this connection. ${nothing}`,
      "Finish it in the browser where it was started, or start your own.",
      google,
    ),
  differs: () =>
    new Fault(
      409,
      "account_differs",
      "You signed in with another account than this connection's.",
      "Sign in with the same account, or connect the other one separately.",
      {
        ...google,
        connector: "con_other",
        expected_account: "ana@acme.test",
        actual_account: "bo@acme.test",
      },
    ),
};
