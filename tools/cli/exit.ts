/** Exit codes: what a script may rely on. In docs/cli.md. 130 is Ctrl-C's, as in every shell. */
export const EXIT = {
  ok: 0,
  /** It was tried and did not work, or a check found something broken. */
  failed: 1,
  /** The call itself is wrong: nothing was done. */
  usage: 2,
  /** Nobody is signed in, or the session has ended. */
  signedOut: 3,
  /** The gateway knows who asks and says no. */
  refused: 4,
  notFound: 5,
  /** The gateway does not answer, or not as one. */
  unreachable: 6,
  interrupted: 130,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** Ends the program: one line that says what happened, and one that says what to do next. */
export class CliError extends Error {
  readonly exit: Exit;
  readonly next: string | undefined;
  /** Stable, for `--json`. */
  readonly code: string;

  constructor(exit: Exit, message: string, { next, code }: { next?: string; code?: string } = {}) {
    super(message);
    this.exit = exit;
    this.next = next;
    this.code = code ?? nameOf(exit);
  }
}

function nameOf(exit: Exit): string {
  const found = Object.entries(EXIT).find(([, value]) => value === exit);
  return found?.[0].replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) ?? "failed";
}
