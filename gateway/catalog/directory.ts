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
}

const MAX_WORKSPACES = 2_000;

/**
 * The connectors of each workspace, read once and kept until something in it changes. An entry is trusted only while
 * the notification lease holds; a load that a change overtakes is not kept.
 */
export function openDirectory(db: Db, providers: ReadonlyMap<string, Provider>): Directory {
  const loaded = new LRUCache<string, readonly Connection[]>({ max: MAX_WORKSPACES });
  const loading = new Map<string, Promise<readonly Connection[]>>();
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

  const read = async (who: Principal): Promise<readonly Connection[]> => {
    const rows = await db.inWorkspace(who, (tx) =>
      tx.connector.findMany({
        where: { deletedAt: null },
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        include: { grants: { where: { endedAt: null }, take: 1 } },
      }),
    );
    return rows.flatMap((row) => {
      const base = providers.get(row.provider);
      if (!base) return []; // its definition left this build
      const [live] = row.grants;
      const variant = live && variantOf(base, live.variant);
      const [grant, provider] = variant ? [live, variant] : [undefined, base];
      return {
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
    });
  };

  const load = (who: Principal): Promise<readonly Connection[]> => {
    const { workspaceId } = who;
    const running = loading.get(workspaceId);
    if (running) return running;
    const generation = generations.get(workspaceId) ?? 0;
    const startedIn = era;
    const promise = read(who)
      .then((connections) => {
        if (startedIn === era && (generations.get(workspaceId) ?? 0) === generation)
          loaded.set(workspaceId, connections);
        return connections;
      })
      .finally(() => {
        if (loading.get(workspaceId) === promise) loading.delete(workspaceId);
      });
    loading.set(workspaceId, promise);
    return promise;
  };

  return {
    async connectionsOf(who, provider) {
      const cached = db.channel.fresh() ? loaded.get(who.workspaceId) : undefined;
      const all = cached ?? (await (db.channel.fresh() ? load(who) : read(who)));
      return all.filter(
        (c) =>
          c.provider.id === provider &&
          (c.kind === "shared" || (who.userId !== undefined && c.ownerId === who.userId)),
      );
    },
  };
}
