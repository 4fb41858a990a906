import { openConfiguredCatalog, openRegistry } from "../../../gateway/catalog/index.ts";
import type { AppConfig } from "../../../gateway/config-apps.ts";
import { type Egress, openEgress } from "../../../gateway/egress/index.ts";
import { GatewayError } from "../../../gateway/errors.ts";
import { envAppId } from "../../../gateway/grants/apps.ts";
import { diagnose } from "../../../gateway/grants/doctor.ts";
import { openIssuer } from "../../../gateway/identity/index.ts";
import { checkApp } from "../../../gateway/vault/check-client.ts";
import { authenticateBy } from "../../../gateway/vault/index.ts";
import * as build from "../../../mcp-servers/index.ts";
import { type Provider, variantOf } from "../../../mcp-servers/kit/index.ts";
import type { Configuration } from "../operator/configuration.ts";
import { type Finding, fail, ok, reasonOf, warn } from "./finding.ts";

/** Where a provider sends people back to, against where the gateway is. */
function checkRedirect({ provider, redirectUri }: AppConfig, publicUrl: string): Finding {
  const check = `redirect_uri_${provider}`;
  const expected = `${publicUrl}/integrations/${provider}/callback`;
  if (redirectUri === expected) return ok(check, `${provider} sends people back to ${redirectUri}.`);
  const name = `${provider.toUpperCase()}_REDIRECT_URI`;
  if (new URL(redirectUri).origin === publicUrl)
    return warn(
      check,
      `${name} is ${redirectUri}, where no page of the gateway waits.`,
      `Leave ${name} away, or make it ${expected}.`,
    );
  return warn(
    check,
    `${name} is ${redirectUri}, which is not at PUBLIC_URL.`,
    `Only with a proxy that leads from there to ${expected} will a connection finish.`,
  );
}

const LEVELS = { ok: "ok", warning: "warn", error: "fail" } as const;

async function checkOne(
  egress: Egress,
  registry: ReturnType<typeof openRegistry>,
  app: AppConfig,
): Promise<Finding[]> {
  const base = registry.providers.get(app.provider);
  const provider = base && variantOf(base, app.variant);
  const check = `app_${app.provider}`;
  if (!provider)
    return [
      fail(
        check,
        `There is no provider ${app.provider} of the kind ${app.variant}.`,
        "Take its variables away, or define it: docs/providers.md.",
      ),
    ];
  const found = await checkApp({ egress, clock: Date.now }, provider, app, app.redirectUri);
  const of = {
    ...app,
    id: envAppId(app.variant),
    name: base.title,
    isDefault: true,
    client: app,
    row: undefined,
  };
  // The redirect address is looked at above; here it would only be repeated.
  return diagnose(registry, provider, of, found)
    .filter(({ code }) => code !== "redirect_uri")
    .map(({ level, message }) => ({ check, level: LEVELS[level], message }));
}

/** The registrations of the environment; those that were entered in the web app are checked on its page. */
export async function checkProviders(
  { config, secrets }: Configuration,
  standIns: readonly Provider[] = [],
): Promise<Finding[]> {
  const egress = openEgress({ clock: Date.now });
  try {
    const configured = await openConfiguredCatalog(egress, config.providers);
    const all = new Map(
      [...build.providers, ...configured.providers, ...standIns].map((one) => [one.id, one]),
    );
    const registry = openRegistry([...all.values()], [...build.servers, ...configured.servers]);
    if (secrets.apps.length === 0)
      return [
        ok(
          "apps",
          "No provider app is in the environment: those entered in the web app are checked there, on Provider apps.",
        ),
      ];
    const found = await Promise.all(secrets.apps.map((app) => checkOne(egress, registry, app)));
    return [...secrets.apps.map((app) => checkRedirect(app, config.publicUrl)), ...found.flat()];
  } catch (error) {
    return [
      fail(
        "providers",
        `PROVIDERS_FILE cannot be used (${reasonOf(error)}).`,
        "docs/providers.md; the gateway's start says more.",
      ),
    ];
  } finally {
    await egress.close();
  }
}

/** The company's sign-in, where one is configured: its issuer's own description. */
export async function checkSignIn({ config, secrets }: Configuration): Promise<Finding[]> {
  const { login, publicUrl } = config;
  if (!login || !secrets.loginClientSecret) return [];
  const egress = openEgress({ clock: Date.now });
  try {
    const issuer = openIssuer({
      issuer: login.issuer,
      clientId: login.clientId,
      authenticate: authenticateBy(secrets.loginClientSecret),
      redirectUri: `${publicUrl}/sign-in/company/callback`,
      egress,
      clock: Date.now,
    });
    await issuer.begin();
    return [ok("company_sign_in", `${login.issuer} answers and describes itself.`)];
  } catch (error) {
    const code = error instanceof GatewayError ? error.code : reasonOf(error);
    return [
      fail(
        "company_sign_in",
        `${login.issuer} cannot be used (${code}).`,
        "docs/sign-in.md says what each code means.",
      ),
    ];
  } finally {
    await egress.close();
  }
}
