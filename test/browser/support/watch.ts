import type { BrowserContext } from "playwright-core";
import { watchShifts } from "./shift.ts";

export interface Watch {
  /** Errors of the console that the test provokes; each pattern must occur. */
  expectErrors(...patterns: RegExp[]): void;
  /** Errors of the console that may come: a hint of a change can be faster than the answer to who made it. */
  mayMeet(...patterns: RegExp[]): void;
  /** Whatever went wrong that was not expected, and whatever was expected and did not occur. */
  complaints(): string[];
}

const VIOLATION = "vk-csp-violation";
const SHIFT = "vk-layout-shift";

/**
 * What no page may do: break the policy, throw, log an error, talk to a host that is none of ours, or, on the gateway's
 * own pages (the first origin), move what somebody reads.
 */
export async function watch(
  context: BrowserContext,
  origins: readonly [string, ...string[]],
): Promise<Watch> {
  const seen: string[] = [];
  const expected = new Map<RegExp, number>();
  const allowed: RegExp[] = [];
  const complain = (text: string) => {
    if (allowed.some((each) => each.test(text))) return;
    const pattern = [...expected.keys()].find((each) => each.test(text));
    if (pattern) expected.set(pattern, (expected.get(pattern) ?? 0) + 1);
    else seen.push(text);
  };
  await context.exposeBinding(VIOLATION, (_, text: string) => complain(`policy: ${text}`));
  await context.addInitScript(`document.addEventListener("securitypolicyviolation", (event) =>
    window["${VIOLATION}"](event.violatedDirective + " " + event.blockedURI + " " + event.sourceFile))`);
  await context.exposeBinding(SHIFT, (_, text: string) => complain(`layout: ${text}`));
  await context.addInitScript(watchShifts(origins[0], SHIFT));
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      complain(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => complain(`page: ${error.error().stack}`));
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== "data:" && !origins.includes(origin)) complain(`stranger: ${request.url()}`);
  });
  return {
    expectErrors(...patterns) {
      for (const pattern of patterns) expected.set(pattern, 0);
    },
    mayMeet: (...patterns) => void allowed.push(...patterns),
    complaints: () => [
      ...seen,
      ...[...expected].filter(([, times]) => times === 0).map(([pattern]) => `did not occur: ${pattern}`),
    ],
  };
}
