import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { type App, type Finding, Secret } from "../grants/index.ts";
import * as contract from "./contract/index.ts";
import { type ApiDeps, operation } from "./operation.ts";

interface Facts {
  connections: number;
  checked?: { findings: Finding[]; checkedAt: Date };
}

function appView({ registry }: ApiDeps, app: App, { connections, checked }: Facts): contract.App {
  const { row, client } = app;
  const findings = checked?.findings ?? (row?.findings as Finding[] | undefined) ?? [];
  return {
    id: app.id,
    provider: app.provider,
    provider_title: registry.providers.get(app.provider)?.title ?? app.provider,
    kind: app.variant,
    name: app.name,
    client_id: client.id,
    redirect_uri: app.redirectUri,
    app_number: client.app?.number ?? row?.appNumber ?? null,
    app_slug: client.app?.slug ?? row?.appSlug ?? null,
    has_private_key: client.app !== undefined,
    is_default: app.isDefault,
    from_environment: row === undefined,
    connections,
    updated_at: row?.updatedAt.toISOString() ?? null,
    checked_at: (checked?.checkedAt ?? row?.checkedAt)?.toISOString() ?? null,
    findings,
  };
}

async function connectionsOf({ db }: ApiDeps, who: Parameters<ApiDeps["grants"]["apps"]["list"]>[0]) {
  const rows = await db.inWorkspace(who, (tx) =>
    tx.grant.groupBy({ by: ["provider", "appId"], where: { endedAt: null }, _count: true }),
  );
  return (app: App) => rows.find((r) => r.appId === app.id && r.provider === app.provider)?._count ?? 0;
}

/** Apps of the environment share ids over providers: `env:google`. */
export const publicAppId = (id: string, provider: string): string =>
  id.startsWith("app_") ? id : `${id}:${provider}`;
const publicId = (app: App): string => publicAppId(app.id, app.provider);

/** By the id that the API gives it. Throws `not_found`. */
export async function appNamed({ grants }: ApiDeps, who: Principal, named: string): Promise<App> {
  const app = (await grants.apps.list(who)).find((one) => publicId(one) === named);
  if (!app) throw new GatewayError("not_found", { detail: "There is no such provider app." });
  return app;
}

export const listApps = operation(contract.listApps, async ({ deps, who }) => {
  const count = await connectionsOf(deps, who);
  const all = await deps.grants.apps.list(who);
  return {
    apps: all.map((app) => ({ ...appView(deps, app, { connections: count(app) }), id: publicId(app) })),
  };
});

const secretOf = (text: string | undefined) => (text === undefined ? undefined : new Secret(text));

export const addApp = operation(contract.addApp, async ({ deps, who, body, requestId }) => {
  const key = [body.app_number, body.app_slug, body.private_key].filter((value) => value !== undefined);
  if (key.length > 0 && key.length < 3) {
    throw new GatewayError("bad_request", {
      detail: "Number, name and private key of the app belong together.",
      data: { fields: [{ path: "private_key", message: "needs app_number and app_slug beside it" }] },
    });
  }
  const app = await deps.grants.apps.add(
    who,
    {
      provider: body.provider,
      variant: body.kind,
      name: body.name,
      clientId: body.client_id,
      secret: new Secret(body.client_secret),
      redirectUri: body.redirect_uri,
      appNumber: body.app_number,
      appSlug: body.app_slug,
      privateKey: secretOf(body.private_key),
      isDefault: body.is_default,
    },
    requestId,
  );
  return appView(deps, app, { connections: 0 });
});

export const changeApp = operation(contract.changeApp, async ({ deps, who, params, body, requestId }) => {
  const app = await deps.grants.apps.change(
    who,
    params.id,
    {
      name: body.name,
      secret: secretOf(body.client_secret),
      privateKey: secretOf(body.private_key),
      redirectUri: body.redirect_uri,
      appSlug: body.app_slug,
      isDefault: body.is_default,
    },
    requestId,
  );
  return appView(deps, app, { connections: (await connectionsOf(deps, who))(app) });
});

export const removeApp = operation(contract.removeApp, async ({ deps, who, params, requestId }) => {
  const { id } = params;
  await deps.grants.apps.remove(who, id, requestId);
  return { id };
});

export const checkApp = operation(contract.checkApp, async ({ deps, who, params, requestId }) => {
  const named = params.id;
  const app = await appNamed(deps, who, named);
  const checked = await deps.grants.apps.check(who, app, requestId);
  const connections = (await connectionsOf(deps, who))(app);
  return { app: { ...appView(deps, app, { connections, checked }), id: named } };
});
