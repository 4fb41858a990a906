// npm run prove -- <name> [options]: proves a promise on real processes, prints what it did, the figures, and last
// `<name>: holds` or `<name>: BROKEN (why)`.
//   fence   [--rounds 10] [--calls 200] [--replicas 2]   no result after a revocation has answered
//   crash   [--rounds 20]                                kill -9 loses nothing that was acknowledged
import { parseArgs } from "node:util";
import { proveCrash } from "./crash.ts";
import { proveFence } from "./fence.ts";
import { Broken } from "./report.ts";

const whole = (text: string | undefined, fallback: number): number => {
  const value = Number(text ?? fallback);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${text} is not a number above 0`);
  return value;
};

const option = { type: "string" } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: option, calls: option, replicas: option },
});
const proofs: Record<string, () => Promise<void>> = {
  fence: () =>
    proveFence({
      rounds: whole(values.rounds, 10),
      calls: whole(values.calls, 200),
      replicas: whole(values.replicas, 2),
    }),
  crash: () => proveCrash({ rounds: whole(values.rounds, 20) }),
};
const [name = ""] = positionals;
const proof = proofs[name];
if (!proof) {
  console.error(`Usage: npm run prove -- ${Object.keys(proofs).join(" | ")} [--rounds n]`);
  process.exit(2);
}
try {
  await proof();
  console.log(`\n${name}: holds`);
  process.exit(0);
} catch (error) {
  if (!(error instanceof Broken)) console.error(error);
  console.log(`\n${name}: BROKEN (${(error as Error).message})`);
  process.exit(1);
}
