/** To decide. Long enough to see a message and open the page, short enough that nobody approves what is forgotten. */
export const DECIDE_MS = 15 * 60_000;
/** To use what was approved: an agent that retries by itself is back by then. */
export const USE_MS = 10 * 60_000;
/** How long a denial answers the same call, so that an agent that tries again does not ask again. */
export const DENIED_MS = 15 * 60_000;
/** How long a word for the very same call stands: while a task goes on, or until somebody should look again. */
export const STANDS_MS = { session: 8 * 3_600_000, always: 90 * 24 * 3_600_000 } as const;
/** Pending ones of one caller: more than a person reads at a sitting is a flood. */
export const MOST_PENDING = 20;
/** How long they stay in the list after they were asked for; the audit log keeps what happened. */
export const KEEP_MS = 30 * 24 * 3_600_000;
