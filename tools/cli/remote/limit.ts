import { CliError, EXIT } from "../exit.ts";

const MOST = 100_000;

/** `--limit`, or another number of things. */
export function limitOf(text: string | undefined, byDefault: number, option = "limit"): number {
  if (text === undefined) return byDefault;
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1 || n > MOST)
    throw new CliError(EXIT.usage, `--${option} is a number from 1 to ${MOST}.`);
  return n;
}
