import { manifest as schema } from "../../../../../gateway/api/contract/manifests.ts";
import type { Manifest } from "../../../api/agents.ts";
import { draft as words } from "../../../words/manifest.ts";

type Entry = Manifest["tools"][number];

export const jsonOf = (manifest: Manifest): string => JSON.stringify(manifest, null, 2);

export type Read = { manifest: Manifest; fault?: never } | { manifest?: never; fault: string };

/** What somebody typed, as a manifest or as the first thing that is wrong with it. */
export function readJson(text: string): Read {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { fault: words.noJson(lineOf(error, text)) };
  }
  const read = schema.safeParse(json);
  if (read.success) return { manifest: read.data };
  const [issue] = read.error.issues;
  const path = issue?.path.join(".");
  return { fault: `${path ? `${path}: ` : ""}${issue?.message ?? words.noManifest}` };
}

/** Engines name the line, the position, or nothing. */
function lineOf(error: unknown, text: string): number | undefined {
  const message = error instanceof Error ? error.message : "";
  const line = /line (\d+)/.exec(message)?.[1];
  if (line) return Number(line);
  const position = /position (\d+)/.exec(message)?.[1];
  return position ? text.slice(0, Number(position)).split("\n").length : undefined;
}

export const namesOf = (manifest: Manifest): ReadonlySet<string> =>
  new Set(manifest.tools.map(({ name }) => name));

/** The tools of one server that are in the manifest act through: any (undefined), one slug, or not all the same. */
export function connectorOf(
  { tools }: Manifest,
  server: readonly string[],
): { slug: string | undefined } | "mixed" {
  const mine = tools.filter(({ name }) => server.includes(name));
  const [first] = mine;
  return mine.every(({ connector }) => connector === first?.connector) ? { slug: first?.connector } : "mixed";
}

const through = (slug: string | undefined): Pick<Entry, "connector"> =>
  slug === undefined ? {} : { connector: slug };

/** Ticks or unticks tools; new ones act through `slug`, the others stay as they are. */
export function withTools(
  { tools }: Manifest,
  names: readonly string[],
  on: boolean,
  slug: string | undefined,
): Manifest {
  if (!on) return { tools: tools.filter(({ name }) => !names.includes(name)) };
  const added = names.filter((name) => !tools.some((each) => each.name === name));
  return { tools: [...tools, ...added.map((name) => ({ name, ...through(slug) }))] };
}

/** The same tools through another connector; a tool that was listed once for each of several is listed once. */
export function withConnector(
  { tools }: Manifest,
  names: readonly string[],
  slug: string | undefined,
): Manifest {
  const seen = new Set<string>();
  return {
    tools: tools.flatMap((entry) => {
      if (!names.includes(entry.name)) return [entry];
      if (seen.has(entry.name)) return [];
      seen.add(entry.name);
      const { connector: _, ...rest } = entry;
      return [{ ...rest, ...through(slug) }];
    }),
  };
}
