import { LRUCache } from "lru-cache";
import { type Provider, variantOf } from "../../mcp-servers/kit/index.ts";
import type { Principal } from "../context.ts";
import type { Db } from "../db/index.ts";
import { expandScopes } from "./scopes.ts";

/** A connector as a call sees it. */
export interface Connection {
  workspaceId: string;
  id: string;
  slug: string;
  name: string;
  /** As it is for the live grant's kind of registration. */
  provider: Provider;
  kind: "shared" | "personal";
  ownerId: string | undefined;
  account: string;
  epoch: number;
  verdict: "valid" | "invalid" | "unknown";
  verdictCause: string | undefined;
  /** Switched off, or waiting to be confirmed: serves no call. */
  disabled: boolean;
  /** The live grant; absent after a disconnect. */
  grant: LiveGrant | undefined;
}

export interface LiveGrant {
  id: string;
  provider: string;
  clientId: string;
  appId: string;
  variant: string;
  installationId: string | undefined;
  /** Expanded. */
  scopes: ReadonlySet<string>;
}

export interface Directory {
  /** Connectors of one provider that this principal may use: shared ones and its own. In a stable order. */
  connectionsOf(who: Principal, provider: string): Promise<readonly Connection[]>;
  /** All of them, as they are now. */
  shelfOf(who: Principal): Promise<Shelf>;
}

const MAX_WORKSPACES = 2_000;
/** People whose own connections are kept beside the shared ones, of one workspace. */
const MAX_MIXED = 100;

/** The connections of one workspace by whom they serve. */
export interface Shelf {
  /** The same list each time, where only shared connections are in it. */
  of(provider: string, userId: string | undefined): readonly Connection[];
}

function openShelf(all: readonly Connection[]): Shelf {
  const keyOf = ({ provider, kind, ownerId }: Connection) =>
    kind === "shared" ? provider.id : `${provider.id} ${ownerId}`;
  const lists = Map.groupBy(all, keyOf);
  const mixed = new Map<string, readonly Connection[]>();
  return {
    of(provider, userId) {
      const shared = lists.get(provider) ?? [];
      const key = `${provider} ${userId}`;
      if (userId === undefined || !lists.has(key)) return shared;
      const known = mixed.get(key);
      if (known) return known;
      const made = all.filter(
        (c) => c.provider.id === provider && (c.kind === "shared" || c.ownerId === userId),
      );
      if (mixed.size >= MAX_MIXED) mixed.clear();
      mixed.set(key, made);
      return made;
    },
  };
}

/**
 * The connectors of each workspace, read once and kept until something in it changes. An entry is trusted only while
 * the notification lease holds; a load that a change overtakes is not kept.
 */
export function openDirectory(db: Db, providers: ReadonlyMap<string, Provider>): Directory {
  const loaded = new LRUCache<string, Shelf>({ max: MAX_WORKSPACES });
  const loading = new Map<string, Promise<Shelf>>();
  const generations = new LRUCache<string, number>({ max: MAX_WORKSPACES * 10 });
  let era = 0;

  const drop = (workspace: string) => {
    generations.set(workspace, (generations.get(workspace) ?? 0) + 1);
    loaded.delete(workspace);
    loading.delete(workspace);
  };
  for (const topic of ["connectors", "grants"]) db.channel.on(topic, ({ workspace }) => drop(workspace));
  db.channel.onGap(() => {
    era++;
    loaded.clear();
    loading.clear();
  });

  const read = async (who: Principal): Promise<Shelf> => {
    const rows = await db.inWorkspace(who, (tx) =>
      tx.connector.findMany({
        where: { deletedAt: null },
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        include: { grants: { where: { endedAt: null }, take: 1 } },
      }),
    );
    const all = rows.flatMap((row): Connection[] => {
      const base = providers.get(row.provider);
      if (!base) return []; // its definition left this build
      const [live] = row.grants;
      const variant = live && variantOf(base, live.variant);
      const [grant, provider] = variant ? [live, variant] : [undefined, base];
      const connection: Connection = {
        workspaceId: row.workspaceId,
        id: row.id,
        slug: row.slug,
        name: row.name,
        provider,
        kind: row.kind,
        ownerId: row.ownerId ?? undefined,
        account: row.accountLabel,
        epoch: row.epoch,
        verdict: row.verdict,
        verdictCause: row.verdictCause ?? undefined,
        disabled: row.disabledAt !== null,
        grant: grant && {
          id: grant.id,
          provider: grant.provider,
          clientId: grant.clientId,
          appId: grant.appId,
          variant: grant.variant,
          installationId: grant.installationId ?? undefined,
          scopes: expandScopes(provider, grant.scopesGranted),
        },
      };
      return [connection];
    });
    return openShelf(all);
  };

  const load = (who: Principal): Promise<Shelf> => {
    const { workspaceId } = who;
    const running = loading.get(workspaceId);
    if (running) return running;
    const generation = generations.get(workspaceId) ?? 0;
    const startedIn = era;
    const promise = read(who)
      .then((shelf) => {
        if (startedIn === era && (generations.get(workspaceId) ?? 0) === generation)
          loaded.set(workspaceId, shelf);
        return shelf;
      })
      .finally(() => {
        if (loading.get(workspaceId) === promise) loading.delete(workspaceId);
      });
    loading.set(workspaceId, promise);
    return promise;
  };

  const shelfOf = async (who: Principal): Promise<Shelf> => {
    const cached = db.channel.fresh() ? loaded.get(who.workspaceId) : undefined;
    return cached ?? (db.channel.fresh() ? load(who) : read(who));
  };

  return {
    shelfOf,
    connectionsOf: async (who, provider) => (await shelfOf(who)).of(provider, who.userId),
  };
}
