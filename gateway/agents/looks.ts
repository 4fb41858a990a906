import type { Connection, RegisteredServer, RegisteredTool } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { type Choice, chooseConnection, type Denied, type Fix } from "../invoke/index.ts";
import { type Alike, arrange, type Member } from "./alike.ts";

/** Connectors of one provider that are told with one kind of problem; of the others it is said how many. */
export const MOST = 50;

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

const ACTORS: Record<Fix["who"], ReadinessProblem["who"]> = {
  You: "you",
  "The person you act for": "person",
  "Its owner": "owner",
  "An admin": "admin",
};

/** What stands in the way of one tool on one connector; `problem` undefined: nothing. It is put in words when asked for. */
export interface Look {
  at: number;
  connector: string | null;
  connection: Connection | undefined;
  readonly problem: Problem | undefined;
}
type Problem = Pick<ReadinessProblem, "code" | "message" | "who" | "url" | "missingScopes">;

/** The same of all connectors that are alike. `code` undefined: nothing stands in the way. */
export interface Looked {
  code: ReadinessProblem["code"] | undefined;
  missingScopes: readonly string[];
  /** What is the same for every tool, and of how many connectors it stands. */
  of: unknown;
  size: number;
  /** Place of the first of them. */
  at: number;
  /** One by one, the first of them. */
  each(): Look[];
}
export const isFree = ({ code }: Looked): boolean => code === undefined;
export const isUnasked = ({ code }: Looked): boolean => code === "scope_missing" || code === "policy_denied";

interface Ask {
  publicUrl: string;
  who: Principal;
  server: RegisteredServer;
  tool: RegisteredTool;
  denied: Denied;
}

function lookAt(connection: Connection | undefined, slug: string | null, at: number, ask: Ask): Look {
  const mine = slug === null ? undefined : new Set([slug]);
  const choice = chooseConnection(connection ? [connection] : [], { ...ask, named: undefined, mine });
  return { at, connector: slug, connection: choice.connection, problem: problemOf(choice, ask) };
}
const alone = (look: Look, of: unknown): Looked => ({
  code: look.problem?.code,
  missingScopes: look.problem?.missingScopes ?? [],
  of,
  size: 1,
  at: look.at,
  each: () => [look],
});

/** One for each connector that the caller's list names, else for each there is, else for none at all. */
export function looksAt(connections: readonly Connection[], ask: Ask): Looked[] {
  const named = ask.who.tools?.get(ask.tool.tool.name);
  const { groups, bySlug, byId } = arrange(connections);
  if (named && named.size > 0)
    return [...named].map((slug, at) => {
      const connection = bySlug.get(slug);
      return alone(lookAt(connection, slug, at, ask), connection ?? slug);
    });
  if (connections.length === 0) return [alone(lookAt(undefined, null, 0, ask), null)];
  // A rule may name a connector: that one is looked at by itself.
  const apart = [...ask.denied.named].flatMap((id) => byId.get(id) ?? []);
  const single = apart.map((one) => alone(lookOf(one, ask), one.connection));
  return [...single, ...groups.flatMap((group) => looksAtAlike(group, apart, ask))];
}

const lookOf = ({ at, connection }: Member, ask: Ask): Look => lookAt(connection, connection.slug, at, ask);

const lazily = (member: Member, ask: Ask): Look => ({
  at: member.at,
  connector: member.connection.slug,
  connection: member.connection,
  get problem() {
    return lookOf(member, ask).problem;
  },
});

/** All of a group but those that are looked at by themselves. */
function looksAtAlike(group: Alike, apart: readonly Member[], ask: Ask): Looked[] {
  const others = apart.filter((one) => one.group === group);
  const first = group.members.find((one) => !others.includes(one));
  if (!first) return [];
  const each = () => {
    const some: Look[] = [];
    for (const one of group.members) {
      if (some.length === MOST) break;
      if (!others.includes(one)) some.push(lazily(one, ask));
    }
    return some;
  };
  const { problem } = lookOf(first, ask);
  return [
    {
      code: problem?.code,
      missingScopes: problem?.missingScopes ?? [],
      of: group,
      size: group.members.length - others.length,
      at: first.at,
      each,
    },
  ];
}

function problemOf(choice: Choice, { server, tool, denied, publicUrl }: Ask): Problem | undefined {
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
