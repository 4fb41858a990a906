import { setImmediate } from "node:timers/promises";
import type { Directory, RegisteredServer, RegisteredTool, Registry, Shelf } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { type Denials, type Denied, fixFor } from "../invoke/index.ts";
import { isFree, isUnasked, type Looked, looksAt, type ReadinessProblem } from "./looks.ts";
import { type Noted, Notes } from "./notes.ts";

/** One MCP server for a caller. `problems` are its own, without those that another connector makes up for. */
export interface ServerReadiness {
  server: RegisteredServer;
  usable: string[];
  blocked: string[];
  problems: ReadinessProblem[];
  /** Further connectors that have a problem of these kinds. */
  more: number;
}

export interface Readiness {
  /** Every tool the caller may use can be called now. */
  readonly ready: boolean;
  readonly usable: string[];
  readonly blocked: string[];
  /** Also those that another connector makes up for. */
  readonly problems: ReadinessProblem[];
  /** The kind of the first of them, without the words of all. */
  readonly cause: ReadinessProblem["code"] | undefined;
  /** Further connectors that have a problem of these kinds. */
  readonly more: number;
  /**
   * Each server that the caller may use. Where it asks for no tool of one, nothing having been granted for any, all of
   * them count here, as somebody who looks at the server would want one.
   */
  readonly servers: ServerReadiness[];
}

export interface ReadinessOptions {
  registry: Registry;
  directory: Directory;
  publicUrl: string;
  /** Whether a rule denies a tool whatever its arguments. */
  denials(who: Principal): Promise<Denials>;
  /** The address to give a principal instead of a page's own, as calls do. */
  linkFor(who: Principal, url: string): string;
}

export type CheckReadiness = (who: Principal) => Promise<Readiness>;
/** The same of many callers of one workspace, from one look at it; in their order. */
export type CheckAllReadiness = (who: Principal, callers: readonly Principal[]) => Promise<Readiness[]>;

/** One look at a workspace. */
interface Scene extends ReadinessOptions {
  shelf: Shelf;
  denied: Denied;
}
/** Others get their turn after so long. Milliseconds. */
const TURN_MS = 10;

/**
 * Before a run: which connectors are missing, switched off, invalid or lack a scope, and which tools a rule denies. The
 * same choice as that of a call, for every tool and each connector that may serve it; asks no provider.
 */
export function openReadiness(options: ReadinessOptions): {
  readiness: CheckReadiness;
  allReadiness: CheckAllReadiness;
} {
  const look = async (who: Principal) => ({
    shelf: await options.directory.shelfOf(who),
    denials: await options.denials(who),
  });
  return {
    async readiness(who) {
      const { shelf, denials } = await look(who);
      return readinessIn({ ...options, shelf, denied: denials.to(who) }, who);
    },
    async allReadiness(who, callers) {
      const { shelf, denials } = await look(who);
      // Agents without a list that no rule names: what is true of one is true of all, but for their names in links.
      let ordinary: Readiness | undefined;
      const all: Readiness[] = [];
      let since = performance.now();
      for (const caller of callers) {
        const isOrdinary =
          caller.agentId !== undefined &&
          caller.userId === undefined &&
          !caller.tools &&
          !denials.agents.has(caller.agentId);
        const known = isOrdinary ? ordinary : undefined;
        const found = known ?? readinessIn({ ...options, shelf, denied: denials.to(caller) }, caller);
        if (isOrdinary) ordinary = found;
        all.push(found);
        if (performance.now() - since < TURN_MS) continue;
        await setImmediate();
        since = performance.now();
      }
      return all;
    },
  };
}

/** What can be called is found at once, what stands in the way only when somebody asks. */
function readinessIn(scene: Scene, who: Principal): Readiness {
  const seen = [...scene.registry.servers.values()]
    .filter(({ spec }) => !who.servers || who.servers.has(spec.id))
    .map((server) => seenOf(scene, who, server));
  const tools = seen.flatMap(({ asked }) => asked);
  const names = (free: boolean) =>
    tools.filter(({ looks }) => looks.some(isFree) === free).map(({ name }) => name);
  const blocked = names(false);
  const told = (one: Noted) => tell(one, who, scene);
  let notes: Notes | undefined;
  const noted = () => {
    if (notes) return notes;
    notes = new Notes();
    for (const { server, asked } of seen) for (const { name, looks } of asked) notes.add(looks, server, name);
    return notes;
  };
  return {
    ready: blocked.length === 0,
    usable: names(true),
    blocked,
    get problems() {
      return noted().problems.map(told);
    },
    get cause() {
      return tools.map(({ looks }) => causeOf(looks)).find((code) => code !== undefined);
    },
    get more() {
      return noted().more;
    },
    get servers() {
      return seen
        .filter(({ every }) => every.length > 0)
        .map(({ server, every, asked }) => readinessOf(server, asked.length > 0 ? asked : every, told));
    },
  };
}

function seenOf({ shelf, publicUrl, denied }: Scene, who: Principal, server: RegisteredServer) {
  const connections = shelf.of(server.provider.id, who.userId);
  const every = [...server.tools.values()]
    .filter((tool) => mayUse(who, tool))
    .map(
      (tool): LookedAt => ({
        name: tool.tool.name,
        looks: looksAt(connections, { publicUrl, who, server, tool, denied }),
      }),
    );
  // Nobody named this tool, and no grant was made for it or a rule denies it: it is not listed.
  const asked = who.tools ? every : every.map(withoutUnasked).filter(({ looks }) => looks.length > 0);
  return { server, every, asked };
}

const causeOf = (looks: readonly Looked[]) =>
  looks
    .filter((look) => !isFree(look))
    .reduce<Looked | undefined>((least, one) => (least && least.at <= one.at ? least : one), undefined)?.code;

interface LookedAt {
  name: string;
  looks: Looked[];
}
const withoutUnasked = ({ name, looks }: LookedAt): LookedAt => ({
  name,
  looks: looks.filter((look) => !isUnasked(look)),
});

function readinessOf(
  server: RegisteredServer,
  tools: readonly LookedAt[],
  told: (one: Noted) => ReadinessProblem,
): ServerReadiness {
  const [free, stuck] = [true, false].map((is) => tools.filter(({ looks }) => looks.some(isFree) === is));
  const notes = new Notes();
  for (const { name, looks } of stuck ?? []) notes.add(looks, server, name);
  return {
    server,
    usable: (free ?? []).map(({ name }) => name),
    blocked: (stuck ?? []).map(({ name }) => name),
    problems: notes.problems.map(told),
    more: notes.more,
  };
}

/** One page for all tools of a problem, by the address that this principal may hand out. */
function tell(
  { connection, ...one }: Noted,
  who: Principal,
  { publicUrl, linkFor }: Pick<ReadinessOptions, "publicUrl" | "linkFor">,
): ReadinessProblem {
  const lacksScope = one.code === "scope_missing";
  const page = lacksScope
    ? fixFor(publicUrl, who, one.provider, connection, one.tools.join(",")).url
    : one.url;
  const url = linkFor(who, page);
  const others = lacksScope || one.code === "policy_denied" ? one.tools.length - 1 : 0;
  const also = others > 0 ? ` The same goes for ${others} more.` : "";
  return { ...one, url, message: one.message.replaceAll(one.url, url) + also };
}

const mayUse = ({ tools, readOnly }: Principal, { tool }: RegisteredTool): boolean =>
  (!readOnly || tool.effect === "read") && (!tools || tools.has(tool.name));
