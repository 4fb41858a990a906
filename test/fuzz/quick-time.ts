// Waits of tools (for a merge to be computed, between writes) take a hundredth of their time: what is waited for is
// played here and comes no sooner. Imported before the tools.
export const truly = { setTimeout: globalThis.setTimeout };

const quick = (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
  truly.setTimeout(run, ms !== undefined && ms >= 50 ? ms / 100 : ms, ...args);
globalThis.setTimeout = Object.assign(quick, truly.setTimeout) as typeof setTimeout;
