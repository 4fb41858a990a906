import type { Figures } from "../api/contract/overview.ts";
import { quantileOf, sumOf } from "./scale.ts";

/** A row of `call_rollups`, or a sum of several. Numbers of the type bigint come as text. */
export interface Counted {
  calls: number;
  errors: number;
  refused: number;
  providerBytes: number;
  answerBytes: number;
  savedBytes: number;
  refreshes: number;
  refreshesFailed: number;
  latency: readonly number[];
}

/** What a character of English or JSON takes of a token, as `tokensOf` of the tools' kit estimates it. */
const BYTES_A_TOKEN = 4;

export const NUMBERS =
  "calls, errors, refused, provider_bytes, answer_bytes, saved_bytes, refreshes, refreshes_failed";
export const SUMS = `sum(calls) AS calls, sum(errors) AS errors, sum(refused) AS refused,
  sum(provider_bytes) AS provider_bytes, sum(answer_bytes) AS answer_bytes, sum(saved_bytes) AS saved_bytes,
  sum(refreshes) AS refreshes, sum(refreshes_failed) AS refreshes_failed`;

export const NOTHING: Counted = {
  calls: 0,
  errors: 0,
  refused: 0,
  providerBytes: 0,
  answerBytes: 0,
  savedBytes: 0,
  refreshes: 0,
  refreshesFailed: 0,
  latency: [],
};

export const countedOf = (row: Record<string, unknown>): Counted => ({
  calls: Number(row.calls ?? 0),
  errors: Number(row.errors ?? 0),
  refused: Number(row.refused ?? 0),
  providerBytes: Number(row.provider_bytes ?? 0),
  answerBytes: Number(row.answer_bytes ?? 0),
  savedBytes: Number(row.saved_bytes ?? 0),
  refreshes: Number(row.refreshes ?? 0),
  refreshesFailed: Number(row.refreshes_failed ?? 0),
  latency: Array.isArray(row.latency) ? row.latency.map(Number) : [],
});

export const added = (a: Counted, b: Counted): Counted => ({
  calls: a.calls + b.calls,
  errors: a.errors + b.errors,
  refused: a.refused + b.refused,
  providerBytes: a.providerBytes + b.providerBytes,
  answerBytes: a.answerBytes + b.answerBytes,
  savedBytes: a.savedBytes + b.savedBytes,
  refreshes: a.refreshes + b.refreshes,
  refreshesFailed: a.refreshesFailed + b.refreshesFailed,
  latency: sumOf(a.latency, b.latency),
});

export const figuresOf = (counted: Counted): Figures => ({
  calls: counted.calls,
  errors: counted.errors,
  refused: counted.refused,
  p50_ms: quantileOf(counted.latency, 0.5),
  p95_ms: quantileOf(counted.latency, 0.95),
  provider_bytes: counted.providerBytes,
  answer_bytes: counted.answerBytes,
  tokens_saved: Math.round(counted.savedBytes / BYTES_A_TOKEN),
  refreshes: counted.refreshes,
  refreshes_failed: counted.refreshesFailed,
});
