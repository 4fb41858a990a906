import type { Connection, Directory, RegisteredServer, RegisteredTool, Registry } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { type Choice, chooseConnection, type Denied, type Fix, fixFor } from "../invoke/index.ts";

/** Why tools of a caller cannot be called, in the words of the call's own answer, and who puts that right where. */
export interface ReadinessProblem {
  code:
    | "connection_required"
    | "connector_disabled"
    | "connector_invalid"
    | "scope_missing"
    | "policy_denied";
  provider: string;
  /** Slug; null: there is none yet. */
  connector: string | null;
  message: string;
  who: "you" | "person" | "owner" | "admin";
  url: string;
  missingScopes: string[];
  tools: string[];
}

/** One MCP server for a caller. `problems` are its own, without those that another connector makes up for. */
export interface ServerReadiness {
  server: RegisteredServer;
  usable: string[];
  blocked: string[];
  problems: ReadinessProblem[];
}

export interface Readiness {
  /** Every tool the caller may use can be called now. */
  ready: boolean;
  usable: string[];
  blocked: string[];
  /** Also those that another connector makes up for. */
  problems: ReadinessProblem[];
  /**
   * Each server that the caller may use. Where it asks for no tool of one, nothing having been granted for any, all of
   * them count here, as somebody who looks at the server would want one.
   */
  servers: ServerReadiness[];
}

export interface ReadinessOptions {
  registry: Registry;
  directory: Directory;
  publicUrl: string;
  /** Whether a rule denies a tool whatever its arguments. */
  denied(who: Principal): Promise<Denied>;
  /** The address to give a principal instead of a page's own, as calls do. */
  linkFor(who: Principal, url: string): string;
}

export type CheckReadiness = (who: Principal) => Promise<Readiness>;

const ACTORS: Record<Fix["who"], ReadinessProblem["who"]> = {
  You: "you",
  "The person you act for": "person",
  "Its owner": "owner",
  "An admin": "admin",
};

/**
 * Before a run: which connectors are missing, switched off, invalid or lack a scope, and which tools a rule denies. The
 * same choice as that of a call, for every tool and each connector that may serve it; asks no provider.
 */
export function openReadiness(options: ReadinessOptions): CheckReadiness {
  const { registry, directory, publicUrl } = options;
  return async (who) => {
    const denied = await options.denied(who);
    const usable: string[] = [];
    const blocked: string[] = [];
    const problems = new Map<string, Noted>();
    const servers: ServerReadiness[] = [];
    for (const server of registry.servers.values()) {
      if (who.servers && !who.servers.has(server.spec.id)) continue;
      const connections = await directory.connectionsOf(who, server.provider.id);
      const every = [...server.tools.values()]
        .filter((tool) => mayUse(who, tool))
        .map((tool) => ({
          name: tool.tool.name,
          looks: looksAt(connections, { publicUrl, who, server, tool, denied }),
        }));
      // Nobody named this tool, and no grant was made for it or a rule denies it: it is not listed.
      const asked = who.tools ? every : every.map(withoutUnasked).filter(({ looks }) => looks.length > 0);
      for (const { name, looks } of asked) {
        (looks.some(isFree) ? usable : blocked).push(name);
        for (const look of looks) note(problems, look, server, name);
      }
      if (every.length > 0)
        servers.push(readinessOf(server, asked.length > 0 ? asked : every, (one) => tell(one, who, options)));
    }
    const told = [...problems.values()].map((one) => tell(one, who, options));
    return { ready: blocked.length === 0, usable, blocked, problems: told, servers };
  };
}

interface LookedAt {
  name: string;
  looks: Look[];
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
  const problems = new Map<string, Noted>();
  for (const { name, looks } of stuck ?? []) for (const look of looks) note(problems, look, server, name);
  return {
    server,
    usable: (free ?? []).map(({ name }) => name),
    blocked: (stuck ?? []).map(({ name }) => name),
    problems: [...problems.values()].map(told),
  };
}

/** One page for all tools of a problem, by the address that this principal may hand out. */
function tell(
  { connection, ...one }: Noted,
  who: Principal,
  { publicUrl, linkFor }: ReadinessOptions,
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

/** What stands in the way of one tool on one connector; `problem` undefined: nothing. */
interface Look {
  connector: string | null;
  connection: Connection | undefined;
  problem: Pick<ReadinessProblem, "code" | "message" | "who" | "url" | "missingScopes"> | undefined;
}
const isFree = ({ problem }: Look): boolean => problem === undefined;
const isUnasked = ({ problem }: Look): boolean =>
  problem?.code === "scope_missing" || problem?.code === "policy_denied";

interface Ask {
  publicUrl: string;
  who: Principal;
  server: RegisteredServer;
  tool: RegisteredTool;
  denied: Denied;
}

/** One for each connector that the caller's list names, else for each there is, else for none at all. */
function looksAt(connections: readonly Connection[], ask: Ask): Look[] {
  const named = ask.who.tools?.get(ask.tool.tool.name);
  const slugs = named ? [...named] : connections.map(({ slug }) => slug);
  const look = (slug: string | undefined): Look => {
    const mine = slug ? new Set([slug]) : undefined;
    const choice = chooseConnection(connections, { ...ask, named: undefined, mine });
    return { connector: slug ?? null, connection: choice.connection, problem: problemOf(choice, ask) };
  };
  return slugs.length > 0 ? slugs.map(look) : [look(undefined)];
}

function problemOf(choice: Choice, { server, tool, denied, publicUrl }: Ask): Look["problem"] {
  if (denied(server.spec.id, tool, choice.connection?.id)) {
    const url = `${publicUrl}/policies`;
    const message = `A rule of the workspace denies ${tool.tool.name}. An admin opens ${url} to change that.`;
    return { code: "policy_denied", message, who: "admin", url, missingScopes: [] };
  }
  if (!("refusal" in choice) || !choice.fix) return undefined;
  const { refusal, fix } = choice;
  const missing = (refusal.data.missing_scopes as readonly string[] | undefined) ?? [];
  return {
    code: refusal.code as ReadinessProblem["code"],
    message: refusal.message,
    who: ACTORS[fix.who],
    url: fix.url,
    missingScopes: [...missing],
  };
}

/** With the connector that it is about, where there is one. */
type Noted = ReadinessProblem & { connection: Connection | undefined };

/** Tools that one connector keeps from working for one reason are told together. */
function note(problems: Map<string, Noted>, look: Look, server: RegisteredServer, tool: string): void {
  const { problem, connector, connection } = look;
  if (!problem) return;
  const provider = server.provider.id;
  const key = JSON.stringify([problem.code, provider, connector]);
  const before = problems.get(key);
  if (!before) {
    problems.set(key, { ...problem, provider, connector, tools: [tool], connection });
    return;
  }
  before.tools.push(tool);
  before.missingScopes = [...new Set([...before.missingScopes, ...problem.missingScopes])];
}
