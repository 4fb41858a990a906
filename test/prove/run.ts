// npm run prove -- <name> [options]: proves a promise on real processes, prints what it did, the figures, and last
// `<name>: holds` or `<name>: BROKEN (why)`. Without a name it lists the proofs; `<name> --help` lists the options.
import { crash } from "./crash.ts";
import { fence } from "./fence.ts";
import { type Proof, UsageError, usageOf, valuesOf } from "./proof.ts";
import { refresh } from "./refresh.ts";
import { Broken } from "./report.ts";
import { rotation } from "./rotation.ts";
import { scale } from "./scale.ts";

const proofs: Record<string, Proof> = { refresh, rotation, fence, scale, crash };

function list(): string {
  const width = Math.max(...Object.keys(proofs).map((name) => name.length)) + 2;
  const lines = Object.entries(proofs).map(([name, { help }]) => `  ${name.padEnd(width)}${help}`);
  return `npm run prove -- <name> [options]; options: <name> --help\n${lines.join("\n")}`;
}

async function prove(name: string, proof: Proof, values: Record<string, number>): Promise<number> {
  try {
    await proof.run(values);
    console.log(`\n${name}: holds`);
    return 0;
  } catch (error) {
    if (!(error instanceof Broken)) console.error(error);
    console.log(`\n${name}: BROKEN (${(error as Error).message})`);
    return 1;
  }
}

function fail(line: string): never {
  console.error(line);
  process.exit(2);
}

const [name, ...args] = process.argv.slice(2);
if (name === undefined || name === "--help" || name === "-h") {
  console.log(list());
  process.exit(name === undefined ? 2 : 0);
}
const proof = Object.hasOwn(proofs, name) ? proofs[name] : undefined;
if (!proof) fail(`There is no proof "${name}"; there are: ${Object.keys(proofs).join(", ")}.`);
try {
  const values = valuesOf(proof, args);
  if (values) process.exit(await prove(name, proof, values));
  console.log(usageOf(name, proof));
  process.exit(0);
} catch (error) {
  if (error instanceof UsageError) fail(`${name}: ${error.message}`);
  throw error;
}
