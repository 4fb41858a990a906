import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Result } from "axe-core";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What a dialog covers was looked at before; its header would cover targets behind it in part. */
const WHERE = "document.querySelector('[role=dialog][aria-modal=true]') ?? document";
const optionsOf = (only: readonly string[] | undefined) =>
  JSON.stringify({
    resultTypes: ["violations"],
    preload: false,
    ...(only && { runOnly: only }),
    rules: { "target-size": { enabled: true } }, // WCAG 2.2, 2.5.8: not run unless asked for
  });
/** Of WCAG 2.0 to 2.2, levels A and AA. */
const isWcag = (tag: string) => /^wcag2\d?aa?$/.test(tag);

/**
 * Whatever breaks WCAG A or AA, and what is serious among the rest, one line each; or what breaks some rules. Evaluated
 * from outside, where the page's own policy does not reach.
 */
export async function findings(page: Page, only?: readonly string[]): Promise<string[]> {
  const run = `axe.run(${WHERE}, ${optionsOf(only)}).then((done) => done.violations)`;
  const ask = (how: string) => page.evaluate<Result[] | undefined>(how);
  const violations =
    (await ask(`"axe" in window ? ${run} : undefined`)) ?? (await ask(`${source};${run}`)) ?? [];
  return violations
    .filter(({ impact, tags }) => impact === "serious" || impact === "critical" || tags.some(isWcag))
    .map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`,
    );
}
