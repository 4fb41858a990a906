import type { RegisteredServer, RegisteredTool } from "../../gateway/catalog/index.ts";
import { RESULT_TOKENS, resultTokens } from "../../mcp-servers/kit/index.ts";
import { MOODS, PLANTED, Provider } from "./answers.ts";
import { type Corpus, loadCorpus } from "./corpus.ts";
import { Inputs } from "./inputs.ts";
import { Random } from "./random.ts";
import { type Played, play } from "./stage.ts";
import { everyTool } from "./tools.ts";
import { World } from "./world.ts";

/** Milliseconds of CPU that one call may take. */
const MOST_CPU_MS = 2_000;
/** Milliseconds until an answer. A tool that waits for its provider waits less. */
const WITHIN_MS = 20_000;
/** Calls at once: tools wait for one another and for the provider's word. */
const WIDTH = 8;
const CODES = new Set([
  ..."bad_argument not_found no_permission rate_limited conflict too_large provider_down".split(" "),
  ..."connector_invalid upload_needed connection_required scope_missing".split(" "),
]);
const STACK =
  /\n\s+at |node:internal|\/(?:mcp-servers|gateway)\/[\w/-]+\.ts|ZodError|TypeError|Cannot read prop|is not a function|\[object Object\]/;

export interface Finding {
  tool: string;
  /** Which input of the seed. */
  at: number;
  seed: string;
  what: string;
  input: unknown;
  traces: string;
}

export interface ToolCounts {
  tool: string;
  inputs: number;
  ok: number;
  refused: Record<string, number>;
  requests: number;
  mostRequests: number;
  ms: number;
  findings: Finding[];
}

type Target = { server: RegisteredServer; tool: RegisteredTool };

/** Everything a run starts from. */
export class Fuzzer {
  readonly seed: string;
  #corpus: Corpus;
  #world: World;

  #learned = new Map<string, Promise<void>>();

  private constructor(seed: string, corpus: Corpus) {
    this.seed = seed;
    this.#corpus = corpus;
    this.#world = new World(corpus);
  }

  static open(seed: string): Fuzzer {
    return new Fuzzer(seed, loadCorpus());
  }

  /** What the tools of a server answer to recorded arguments: their cursors. Once, before anything is made of it. */
  async #learn({ spec }: RegisteredServer): Promise<void> {
    for (const target of everyTool.filter(({ server }) => server.spec.id === spec.id)) {
      const { name } = target.tool.tool;
      for (const [at, input] of this.#world.inputsOf(name).entries()) {
        const small = { ...input, ...smallest(target.tool) };
        for (const one of [input, small]) {
          const provider = new Provider(this.#corpus, new Random(`learn ${name} ${at}`), "well");
          const { outcome } = await play(target, one, provider, {
            id: `learn${at}`,
            variant: "oauth_app",
            withinMs: 5_000,
          });
          if (outcome.ok) this.#world.saw(target.server.spec.id, name, one, outcome.structured);
        }
      }
    }
  }

  async tool(target: Target, from: number, inputs: number): Promise<ToolCounts> {
    const { id } = target.server.spec;
    const learned = this.#learned.get(id) ?? this.#learn(target.server);
    this.#learned.set(id, learned);
    await learned;
    const started = performance.now();
    const tool = target.tool.tool.name;
    const counts: ToolCounts = {
      tool,
      inputs,
      ok: 0,
      refused: {},
      requests: 0,
      mostRequests: 0,
      ms: 0,
      findings: [],
    };
    for (let at = from; at < from + inputs; at += WIDTH) {
      const width = Math.min(WIDTH, from + inputs - at);
      const before = process.cpuUsage();
      await Promise.all(Array.from({ length: width }, (_, i) => this.#one(target, at + i, counts)));
      if (cpuSince(before) > MOST_CPU_MS) await this.#slowest(target, at, width, counts);
      // Timers and answers of others get their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    counts.ms = performance.now() - started;
    return counts;
  }

  /** Which of some calls took all the time: again, one by one. */
  async #slowest(target: Target, from: number, width: number, counts: ToolCounts): Promise<void> {
    for (let at = from; at < from + width; at++) {
      const { input, run } = this.#case(target, at);
      const before = process.cpuUsage();
      const played = await run();
      const ms = cpuSince(before);
      if (ms > MOST_CPU_MS)
        this.#found(target, at, input, played, [`took ${Math.round(ms)} ms of CPU`], counts);
    }
  }

  #case(target: Target, at: number): { input: unknown; run(): Promise<Played> } {
    const { name } = target.tool.tool;
    const random = new Random(`${this.seed} ${name} ${at}`);
    const input = new Inputs(target, this.#world, random).make();
    const mood = random.pick(MOODS);
    const variant = random.pick(["oauth_app", "oauth_app", "github_app"]);
    const seed = `${this.seed} ${name} ${at} answers`;
    return {
      input,
      run: () =>
        play(target, structuredClone(input), new Provider(this.#corpus, new Random(seed), mood), {
          id: `${at}x${Math.random().toString(36).slice(2)}`,
          variant,
          withinMs: WITHIN_MS,
        }),
    };
  }

  async #one(target: Target, at: number, counts: ToolCounts): Promise<void> {
    const { input, run } = this.#case(target, at);
    const played = await run();
    const { outcome, requests } = played;
    counts.requests += requests;
    counts.mostRequests = Math.max(counts.mostRequests, requests);
    if (outcome.ok) counts.ok += 1;
    else counts.refused[outcome.code] = (counts.refused[outcome.code] ?? 0) + 1;
    const wrong = [...played.faults, ...wrongIn(target.tool, played)];
    if (wrong.length > 0) this.#found(target, at, input, played, wrong, counts);
  }

  #found(
    target: Target,
    at: number,
    input: unknown,
    played: Played,
    wrong: string[],
    counts: ToolCounts,
  ): void {
    if (counts.findings.length >= 20) return;
    const tool = target.tool.tool.name;
    counts.findings.push({ tool, at, seed: this.seed, what: wrong.join("; "), input, traces: played.traces });
  }
}

/** The least of every limit: results are cut, and cursors come back. */
function smallest({ listing }: RegisteredTool): Record<string, number> {
  const properties = listing.inputSchema.properties as Record<string, { minimum?: number }> | undefined;
  const limits = Object.entries(properties ?? {}).filter(
    ([name]) => name === "page_size" || name === "max_chars",
  );
  return Object.fromEntries(limits.map(([name, { minimum = 1 }]) => [name, minimum]));
}

const cpuSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

/** What an answer must not be. */
function wrongIn({ tool }: RegisteredTool, { outcome, traces }: Played): string[] {
  const wrong: string[] = [];
  if (traces.includes(PLANTED)) wrong.push("a secret is in the log or the audit record");
  if (JSON.stringify(outcome).includes(PLANTED)) wrong.push("a secret is in the answer");
  if (outcome.ok) {
    const { structured, text } = outcome;
    if (!tool.output.safeParse(structured).success) wrong.push("the result does not fit outputSchema");
    const tokens = resultTokens(structured, text);
    if (tokens > RESULT_TOKENS) wrong.push(`the result has ${tokens} tokens`);
    return wrong;
  }
  const { code, message } = outcome;
  if (!CODES.has(code)) wrong.push(`refused with ${code}: ${message}`);
  if (message.length > 3_000) wrong.push(`a message of ${message.length} characters`);
  if (STACK.test(message)) wrong.push(`a message from inside: ${message.slice(0, 300)}`);
  return wrong;
}
