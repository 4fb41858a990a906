import MiniSearch from "minisearch";
import type { RegisteredServer, RegisteredTool, Registry } from "./registry.ts";

export interface FoundTool {
  server: RegisteredServer;
  tool: RegisteredTool;
}

export interface ToolSearch {
  /** By its present or a former name. */
  find(name: string): FoundTool | undefined;
  /** Best first. Words are looked for in name, title, description, arguments and server; a word may be cut or mistyped. */
  search(query: string, among: (found: FoundTool) => boolean): FoundTool[];
  /** Up to three names that are nearly this one. */
  closest(name: string, among: (found: FoundTool) => boolean): string[];
}

/** `gmail_search_threads`, `pull-request`, `threadId`: words, so that one finds the other. */
const words = (text: string): string[] =>
  text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);

/** Said in every question and telling nothing. */
const IDLE = new Set(
  "the and for with from into that this all any are can how its use tool tools".split(" "),
);
/** The longest query and name that are looked at, characters. */
const LONGEST = 400;

/** Endings that tell tools from one another in no way: `threads` is `thread`. */
const stem = (word: string): string =>
  word.replace(/(?<=[a-z]{3})(?:ies|y)$/, "i").replace(/(?<=[a-z]{2}[^s])s$/, "");
const termOf = (word: string): string | null => (IDLE.has(word) ? null : stem(word));

/** Over every tool there is, made once: who may use what is asked of each result. Throws for a name that two servers have. */
export function openToolSearch({ servers }: Registry): ToolSearch {
  const byName = new Map<string, FoundTool>();
  const former = new Map<string, FoundTool>();
  for (const server of servers.values()) {
    for (const tool of server.tools.values()) {
      const taken = byName.get(tool.tool.name)?.server.spec.id;
      if (taken) throw new Error(`tool ${tool.tool.name} is declared by ${taken} and ${server.spec.id}`);
      byName.set(tool.tool.name, { server, tool });
    }
    for (const old of Object.keys(server.spec.aliases ?? {})) {
      const tool = server.tools.get(server.present(old));
      if (tool) former.set(old, { server, tool });
    }
  }
  const tokenize = words;
  const index = new MiniSearch({
    fields: ["name", "title", "server", "description", "arguments"],
    tokenize,
    processTerm: termOf,
    searchOptions: {
      boost: { name: 4, title: 3, server: 2 },
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (term.length > 3 ? 0.2 : false),
      weights: { prefix: 0.5, fuzzy: 0.3 },
      tokenize,
    },
  });
  index.addAll([...byName.values()].map(documentOf));
  const names = new MiniSearch({ fields: ["name"], tokenize, processTerm: stem });
  names.addAll([...byName.keys()].map((name) => ({ id: name, name })));

  const results = (from: MiniSearch, ...args: Parameters<MiniSearch["search"]>) =>
    from.search(...args).flatMap(({ id }) => byName.get(id) ?? []);
  return {
    find: (name) => byName.get(name) ?? former.get(name),
    search(query, among) {
      const named = byName.get(query.trim()); // whoever knows the name means it
      const others = results(index, query.slice(0, LONGEST)).filter((one) => one !== named);
      return [...(named ? [named] : []), ...others].filter(among);
    },
    closest: (name, among) =>
      results(names, name.slice(0, LONGEST), { fuzzy: 0.4, prefix: true })
        .filter(among)
        .slice(0, 3)
        .map(({ tool }) => tool.tool.name),
  };
}

function documentOf({ server, tool: { tool, listing } }: FoundTool) {
  return {
    id: tool.name,
    name: tool.name,
    title: tool.title,
    server: `${server.spec.id} ${server.spec.title} ${server.provider.title}`,
    description: tool.description,
    arguments: Object.keys(listing.inputSchema.properties ?? {}).join(" "),
  };
}
