import type { Draft } from "./row.ts";

/**
 * Whether the database refused what is in a row (SQLSTATE class 22 data, 54 limits) rather than failed. A unique
 * violation is not one: it says the head was set back, and every row would hit it.
 */
export function isFaultOfRow(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^(22|54)[0-9A-Z]{3}$/.test(code);
}

const plain = (text: string | null) => text?.replace(/[^\x20-\x7e]/g, "?").slice(0, 64) ?? null;

/** What is left of a row the database refuses: who, what and when, in plain ASCII. */
export function reduced(draft: Draft): Draft {
  return {
    ...draft,
    actorId: plain(draft.actorId),
    actorLabel: null,
    targetId: plain(draft.targetId),
    targetLabel: null,
    requestId: plain(draft.requestId),
    data: { reduced: true },
  };
}
