import type { Connection, Directory, RegisteredServer, RegisteredTool, Registry } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { type Choice, chooseConnection, type Fix, fixFor } from "../invoke/index.ts";

/** Why tools of a caller cannot be called, in the words of the call's own answer, and who puts that right where. */
export interface ReadinessProblem {
  code: "connection_required" | "connector_disabled" | "connector_invalid" | "scope_missing";
  provider: string;
  /** Slug; null: there is none yet. */
  connector: string | null;
  message: string;
  who: "you" | "person" | "owner" | "admin";
  url: string;
  missingScopes: string[];
  tools: string[];
}

export interface Readiness {
  /** Every tool the caller may use can be called now. */
  ready: boolean;
  usable: string[];
  blocked: string[];
  /** Also those that another connector makes up for. */
  problems: ReadinessProblem[];
}

export interface ReadinessOptions {
  registry: Registry;
  directory: Directory;
  publicUrl: string;
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
 * Before a run: which connectors are missing, switched off, invalid or lack a scope. The same choice as that of a call,
 * for every tool and each connector that may serve it; asks no provider.
 */
export function openReadiness(options: ReadinessOptions): CheckReadiness {
  const { registry, directory, publicUrl, linkFor } = options;
  return async (who) => {
    const usable: string[] = [];
    const blocked: string[] = [];
    const problems = new Map<string, Noted>();
    /** One page for all of its tools, by the address that this principal may hand out. */
    const told = ({ connection, ...one }: Noted): ReadinessProblem => {
      const page =
        one.code === "scope_missing"
          ? fixFor(publicUrl, who, one.provider, connection, one.tools.join(",")).url
          : one.url;
      const url = linkFor(who, page);
      const others = one.code === "scope_missing" ? one.tools.length - 1 : 0;
      const also = others > 0 ? ` So do ${others} more tools.` : "";
      return { ...one, url, message: one.message.replaceAll(one.url, url) + also };
    };
    for (const server of registry.servers.values()) {
      if (who.servers && !who.servers.has(server.spec.id)) continue;
      const connections = await directory.connectionsOf(who, server.provider.id);
      for (const tool of server.tools.values()) {
        if (!mayUse(who, tool)) continue;
        const choices = choicesFor(connections, { publicUrl, who, server, tool });
        const isUsable = choices.some(({ choice }) => !("refusal" in choice));
        // Nobody named this tool, and no grant was made for it: it is not listed, and nothing is amiss.
        if (!isUsable && !who.tools && choices.every(({ choice }) => isUnasked(choice))) continue;
        (isUsable ? usable : blocked).push(tool.tool.name);
        for (const { slug, choice } of choices) {
          if (!who.tools && isUnasked(choice)) continue;
          note(problems, { slug, choice, server, tool: tool.tool.name });
        }
      }
    }
    return { ready: blocked.length === 0, usable, blocked, problems: [...problems.values()].map(told) };
  };
}

const mayUse = ({ tools, readOnly }: Principal, { tool }: RegisteredTool): boolean =>
  (!readOnly || tool.effect === "read") && (!tools || tools.has(tool.name));

const isUnasked = (choice: Choice): boolean => "refusal" in choice && choice.refusal.code === "scope_missing";

interface Ask {
  publicUrl: string;
  who: Principal;
  server: RegisteredServer;
  tool: RegisteredTool;
}

/** One for each connector that the caller's list names, else for each there is, else for none at all. */
function choicesFor(
  connections: readonly Connection[],
  ask: Ask,
): { slug: string | undefined; choice: Choice }[] {
  const named = ask.who.tools?.get(ask.tool.tool.name);
  const slugs = named ? [...named] : connections.map(({ slug }) => slug);
  const choose = (slug: string | undefined) => ({
    slug,
    choice: chooseConnection(connections, {
      ...ask,
      named: undefined,
      mine: slug ? new Set([slug]) : undefined,
    }),
  });
  return slugs.length > 0 ? slugs.map(choose) : [choose(undefined)];
}

interface Seen {
  slug: string | undefined;
  choice: Choice;
  server: RegisteredServer;
  tool: string;
}

/** With the connector that it is about, where there is one. */
type Noted = ReadinessProblem & { connection: Connection | undefined };

/** Tools that one connector keeps from working for one reason are told together. */
function note(problems: Map<string, Noted>, { slug, choice, server, tool }: Seen): void {
  if (!("refusal" in choice) || !choice.fix) return;
  const { refusal, fix, connection } = choice;
  const code = refusal.code as ReadinessProblem["code"];
  const connector = connection?.slug ?? slug ?? null;
  const missing = (refusal.data.missing_scopes as readonly string[] | undefined) ?? [];
  const key = JSON.stringify([code, server.provider.id, connector]);
  const before = problems.get(key);
  if (before) {
    before.tools.push(tool);
    before.missingScopes = [...new Set([...before.missingScopes, ...missing])];
    return;
  }
  problems.set(key, {
    code,
    provider: server.provider.id,
    connector,
    message: refusal.message,
    who: ACTORS[fix.who],
    url: fix.url,
    missingScopes: [...missing],
    tools: [tool],
    connection,
  });
}
