/** A check that did not hold; its message is the claim. */
export class Broken extends Error {}

export interface Step {
  /** One claim with the figure that supports it. Throws when it does not hold. */
  check(claim: string, holds: boolean, figure?: string): void;
  /** The same for something that takes time; says how long it took. */
  timed<T>(claim: string, work: () => Promise<T>, holds: (result: T) => boolean): Promise<T>;
  /** What a newcomer should see. */
  show(...lines: string[]): void;
}

export const ms = (from: number): string => {
  const took = performance.now() - from;
  return took < 10 ? `${took.toFixed(1)} ms` : `${Math.round(took)} ms`;
};

/** Tells a story in numbered steps; the first claim that does not hold ends it. */
export function narrator(out: (text: string) => void) {
  let steps = 0;
  let checks = 0;
  const started = performance.now();
  const line = (mark: string, text: string, figure = "") =>
    out(`   ${mark} ${text}${figure ? `${" ".repeat(Math.max(2, 92 - text.length))}${figure}` : ""}\n`);

  const step: Step = {
    check(claim, holds, figure) {
      checks++;
      line(holds ? "✓" : "✗", claim, figure);
      if (!holds) throw new Broken(claim);
    },
    async timed(claim, work, holds) {
      const from = performance.now();
      const result = await work();
      const held = holds(result);
      // What an agent was told is the first thing to look at.
      if (!held && typeof result === "object" && result !== null && "text" in result)
        step.show(String(result.text));
      step.check(claim, held, ms(from));
      return result;
    },
    show: (...lines) => {
      for (const text of lines) out(`       ${text}\n`);
    },
  };

  return {
    async step<T>(title: string, tell: (step: Step) => Promise<T>): Promise<T> {
      out(`\n${++steps}. ${title}\n`);
      try {
        return await tell(step);
      } catch (error) {
        const why = error instanceof Broken ? error.message : `${(error as Error).stack ?? error}`;
        throw new Broken(`step ${steps}, "${title}": ${why}`);
      }
    },
    summary: () => `${steps} steps, ${checks} checks, ${((performance.now() - started) / 1000).toFixed(1)} s`,
  };
}
