import type { Api } from "../kit/index.ts";

const last = new Map<string, Promise<unknown>>();

/**
 * Does the writes of one connector one after the other, as GitHub asks, in this process:
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export async function inTurn<T>(api: Api, signal: AbortSignal, write: () => Promise<T>): Promise<T> {
  const before = last.get(api.connectorId);
  const turn = (before ?? Promise.resolve()).then(() => {
    signal.throwIfAborted();
    return write();
  });
  const settled = turn.then(
    () => undefined,
    () => undefined,
  );
  last.set(api.connectorId, settled);
  try {
    return await turn;
  } finally {
    if (last.get(api.connectorId) === settled) last.delete(api.connectorId);
  }
}
