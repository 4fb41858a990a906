import type { App } from "../../gateway/api/contract/index.ts";
import { appChange, newApp } from "../../gateway/api/contract/index.ts";
import type { Handler } from "./fake-call.ts";
import { ago, catalog, makeId } from "./fake-data.ts";
import { Fault } from "./fake-problem.ts";

const redirect = (provider: string) => `http://localhost:8787/integrations/${provider}/callback`;
const accepted: App["findings"][number] = {
  code: "client_accepted",
  level: "ok",
  message: "Google accepts this client id and secret.",
};

const make = (more: Partial<App>): App => ({
  id: makeId("app"),
  provider: "google",
  provider_title: "Google",
  kind: "oauth_app",
  name: "Acme on Google",
  client_id: "1029384756-abcdef.apps.googleusercontent.com",
  redirect_uri: redirect("google"),
  app_number: null,
  app_slug: null,
  has_private_key: false,
  is_default: false,
  from_environment: false,
  connections: 0,
  updated_at: ago(5_000),
  checked_at: ago(60),
  findings: [accepted],
  ...more,
});

const apps: App[] = [
  make({
    id: "app_main",
    is_default: true,
    connections: 3,
    findings: [
      accepted,
      {
        code: "test_mode",
        level: "warning",
        message:
          "Google gave access for 7 days only: the app is in test mode. Publish it in the provider's console, or connections end every week.",
      },
    ],
  }),
  make({
    id: "env:google",
    name: "From the environment",
    from_environment: true,
    updated_at: null,
    checked_at: null,
    findings: [],
  }),
];

const find = (id: string | undefined): App => {
  const found = apps.find((app) => app.id === id);
  if (found) return found;
  throw new Fault(404, "not_found", "There is no such provider app.", "Check the address or the id.");
};

export const appHandlers: Handler[] = [
  ["GET", "/apps", () => ({ apps })],
  [
    "POST",
    "/apps",
    ({ body }) => {
      const wish = newApp.parse(body);
      const provider = catalog.providers.find(({ id }) => id === wish.provider);
      if (provider) provider.configured = true;
      const made = make({
        provider: wish.provider,
        provider_title: provider?.title ?? wish.provider,
        kind: wish.kind,
        name: wish.name,
        client_id: wish.client_id,
        redirect_uri: wish.redirect_uri ?? redirect(wish.provider),
        app_number: wish.app_number ?? null,
        app_slug: wish.app_slug ?? null,
        has_private_key: wish.private_key !== undefined,
        updated_at: ago(0),
        findings: wish.client_secret.includes("wrong")
          ? [
              {
                code: "client_refused",
                level: "error",
                message: "The client id and secret are not accepted.",
              },
            ]
          : [accepted],
      });
      apps.unshift(made);
      return made;
    },
  ],
  [
    "PATCH",
    "/apps/*",
    ({ ids, body }) => {
      const app = find(ids[0]);
      const { name, is_default, client_secret } = appChange.parse(body);
      if (name !== undefined) app.name = name;
      if (client_secret !== undefined) app.updated_at = ago(0);
      if (is_default) for (const each of apps) each.is_default = each === app;
      return app;
    },
  ],
  ["DELETE", "/apps/*", ({ ids }) => ({ id: apps.splice(apps.indexOf(find(ids[0])), 1)[0]?.id })],
  [
    "POST",
    "/apps/*/check",
    ({ ids }) => {
      const app = find(ids[0]);
      app.checked_at = ago(0);
      if (app.findings.length === 0) app.findings = [accepted];
      return { app };
    },
  ],
];
