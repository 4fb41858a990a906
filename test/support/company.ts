import { type ConsentChoice, consent } from "../sandbox/consent.ts";
import { type OidcUser, type SandboxOidc, startSandboxOidc } from "../sandbox/oidc.ts";
import { Browser, type Visit } from "./browser.ts";
import { freePort } from "./free-port.ts";
import { startGateway, type TestGateway, type TestGatewayOptions } from "./gateway.ts";

export interface Company {
  gateway: TestGateway;
  oidc: SandboxOidc;
  close(): Promise<void>;
}

/** A gateway whose company sign-in is `oidc-provider`. `env`: further LOGIN_OIDC_* variables. */
export async function startCompany(
  options: { users: readonly OidcUser[]; env?: Record<string, string> } & Omit<TestGatewayOptions, "env">,
): Promise<Company> {
  const { users, env, ...rest } = options;
  const port = await freePort();
  const oidc = await startSandboxOidc({
    redirectUris: [`http://localhost:${port}/sign-in/company/callback`],
    clientId: "gateway-login",
    clientSecret: "login-secret-of-the-company-9c1f",
    users,
  });
  const gateway = await startGateway({
    ...rest,
    port,
    env: {
      LOGIN_OIDC_ISSUER: oidc.issuer,
      LOGIN_OIDC_CLIENT_ID: oidc.clientId,
      LOGIN_OIDC_CLIENT_SECRET: oidc.clientSecret,
      LOGIN_OIDC_TITLE: "Acme account",
      ...env,
    },
  });
  return {
    gateway,
    oidc,
    async close() {
      await gateway.close();
      await oidc.close();
    },
  };
}

/** Starts at this browser and goes through the issuer; the callback's address is not opened. */
export async function toCallback(
  browser: Browser,
  choice: ConsentChoice,
  invitation?: string,
): Promise<string> {
  const started =
    invitation === undefined
      ? await browser.go("/api/sign-in/company")
      : await browser.post("/api/sign-in/company", { invitation });
  const to = started.location ?? started.body?.authorization_url;
  if (!to?.startsWith("http"))
    throw new Error(`no way to the issuer: ${started.status} ${to} ${started.text}`);
  const back = await consent(to, choice);
  return back.pathname + back.search;
}

/** The whole way. */
export async function signIn(browser: Browser, choice: ConsentChoice, invitation?: string): Promise<Visit> {
  return browser.go(await toCallback(browser, choice, invitation));
}

export const newBrowser = ({ gateway }: Company): Browser => new Browser(gateway.url);
