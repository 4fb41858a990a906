import { quantile } from "../../prove/report.ts";
import type { GatewayProcess } from "../../support/gateway-process.ts";
import type { Person } from "../../support/person.ts";
import type { Asked } from "./pages.ts";

/** Of one question: milliseconds of each answer, CPU milliseconds of the gateway for each, bytes of the last. */
export interface Measured {
  name: string;
  ms: number[];
  cpuMs: number[];
  bytes: number;
}

const pathOf = (person: Person, path: string) =>
  path.startsWith("/api/") ? path : `/api/workspaces/${person.session.workspace.id}${path}`;

/** Throws unless it is answered well. */
async function ask(person: Person, { name, path }: Asked): Promise<{ ms: number; bytes: number }> {
  const began = performance.now();
  const response = await person.fetch(pathOf(person, path));
  const body = await response.arrayBuffer();
  const ms = performance.now() - began;
  if (response.status !== 200)
    throw new Error(`${name} answers ${response.status}: ${Buffer.from(body).toString().slice(0, 300)}`);
  return { ms, bytes: body.byteLength };
}

/** What is not answered well, of all pages. */
export async function refused(person: Person, pages: readonly Asked[]): Promise<string[]> {
  const errors: string[] = [];
  for (const page of pages) await ask(person, page).catch((error: Error) => errors.push(error.message));
  return errors;
}

/** Every page in turn, one request after another. */
export async function oneAtATime(
  gateway: GatewayProcess,
  person: Person,
  pages: readonly Asked[],
  rounds: number,
): Promise<Measured[]> {
  const all = pages.map(({ name }): Measured => ({ name, ms: [], cpuMs: [], bytes: 0 }));
  for (let round = -1; round < rounds; round++) {
    for (const [n, page] of pages.entries()) {
      const before = (await gateway.usage()).cpu;
      const { ms, bytes } = await ask(person, page);
      const after = (await gateway.usage()).cpu;
      const one = all[n];
      if (round < 0 || !one) continue;
      one.ms.push(ms);
      one.cpuMs.push((after.user + after.system - before.user - before.system) / 1_000);
      one.bytes = bytes;
    }
  }
  return all;
}

/** Four people's worth at once, each going through all pages, each beginning somewhere else. */
export async function fourAtOnce(
  person: Person,
  pages: readonly Asked[],
  rounds: number,
): Promise<number[][]> {
  const times = pages.map((): number[] => []);
  const lane = async (from: number) => {
    for (let n = 0; n < pages.length * Math.ceil(rounds / 4); n++) {
      const at = (from + n) % pages.length;
      const page = pages[at];
      if (page) times[at]?.push((await ask(person, page)).ms);
    }
  };
  await Promise.all([0, 1, 2, 3].map((n) => lane(Math.floor((n * pages.length) / 4))));
  return times;
}

const figure = (value: number) => value.toFixed(1).padStart(7);
export const told = (figures: readonly number[]): string =>
  [0.5, 0.95, 1].map((share) => figure(quantile(figures, share))).join("");
export const inTable = ({ name, ms, cpuMs, bytes }: Measured, four: readonly number[] = []): string =>
  `${name.padEnd(56)}${told(ms)}  |${told(four)}  |${figure(quantile(cpuMs, 0.5))}${figure(bytes / 1_024)}`;
