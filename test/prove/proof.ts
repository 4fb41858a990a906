import { parseArgs } from "node:util";

/** A number given as `--<name> n`. `quick` is what `--quick` takes; both at least `min` (default 1). */
export interface Flag {
  help: string;
  full: number;
  quick: number;
  min?: number;
}
type Values<F extends Record<string, Flag>> = { [K in keyof F]: number };

/** One `npm run prove -- <name>`. */
export interface Proof<F extends Record<string, Flag> = Record<string, Flag>> {
  /** One line: what it shows. */
  help: string;
  flags: F;
  /** Throws `Broken` when the promise does not hold. */
  run(values: Values<F>): Promise<void>;
}

/** Identity at run time; exists for type inference. */
export function defineProof<const F extends Record<string, Flag>>(proof: Proof<F>): Proof<F> {
  return proof;
}

/** What was typed cannot be run: one line for whoever typed it. */
export class UsageError extends Error {}

const typedOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function whole(name: string, text: string, min: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min))
    throw new UsageError(`--${name} must be a whole number from ${min} on, not "${text}".`);
  return value;
}

/** The values of a proof's flags; undefined when help was asked for. Throws `UsageError`. */
export function valuesOf(proof: Proof, args: string[]): Record<string, number> | undefined {
  const names = Object.keys(proof.flags);
  const texts = Object.fromEntries(names.map((name) => [typedOf(name), { type: "string" } as const]));
  const { values, tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: { ...texts, quick: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  for (const token of tokens) {
    const known = token.kind === "option" && (token.name in texts || /^(quick|help)$/.test(token.name));
    if (known) continue;
    const typed = token.kind === "option" ? token.rawName : token.kind === "positional" ? token.value : "--";
    throw new UsageError(`${typed} is not an option here; --help lists them.`);
  }
  if (values.help) return undefined;
  return Object.fromEntries(
    names.map((name) => {
      const { full, quick, min = 1 } = proof.flags[name] as Flag;
      const typed = typedOf(name);
      const text = values[typed];
      if (text === undefined) return [name, values.quick ? quick : full];
      return [name, whole(typed, typeof text === "string" ? text : "", min)];
    }),
  );
}

export function usageOf(name: string, { help, flags }: Proof): string {
  const rows = Object.entries(flags).map(([flag, { help: what, full, quick }]) => {
    const short = quick === full ? "" : `, with --quick ${quick}`;
    return [`--${typedOf(flag)} n`, `${what} (${full}${short})`] as const;
  });
  const all = [...rows, ["--quick", "a short form, for every change"] as const];
  const width = Math.max(...all.map(([left]) => left.length)) + 2;
  const lines = all.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
  return `npm run prove -- ${name}: ${help}\n${lines.join("\n")}`;
}
