import { describe, expect, test } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { mcpWith, OAuthClient } from "../support/oauth-client.ts";
import { type Stage, stage } from "./support/stage.ts";
import type { Tab } from "./support/tab.ts";

/** An admin ends what a member allowed. */
async function endOf(here: Stage, tab: Tab): Promise<void> {
  const { gateway } = here;
  const kim = await gateway.member("kim@acme.test");
  const client = new OAuthClient({ url: gateway.url, name: "Desk app" });
  const { access_token } = await client.connect(kim, "gmail");
  expect((await mcpWith(gateway.url, access_token)).status).toBe(200);
  await tab.sees(/^You have not allowed an app yet/);
  await tab.look("none");
  await tab.button("Everybody’s").click();
  await tab.sees(tab.page.getByRole("row", { name: /Desk app kim/ }));
  await tab.look("everybody");
  await tab.button("Revoke Desk app of kim").click();
  await tab.sees(tab.dialog("Revoke Desk app?").getByText(/in the name of kim/));
  await tab.dialog("Revoke Desk app?").getByRole("button", { name: "Revoke Desk app" }).click();
  await tab.sees(tab.page.getByRole("row", { name: /Desk app kim.*Revoked/ }));
  expect((await mcpWith(gateway.url, access_token)).status).toBe(401);
}

async function trust(tab: Tab): Promise<void> {
  const { page } = tab;
  await tab.button("Trust an issuer").click();
  const form = tab.dialog("Trust an issuer");
  await form.getByLabel("Issuer").fill("login.acme.test");
  await tab.button("Trust issuer").click();
  await tab.sees("That is no address.");
  await tab.look("trust");
  await form.getByLabel("Issuer").fill("https://login.acme.test");
  await form.getByLabel("Address of its keys").fill("https://login.acme.test/jwks");
  await tab.button("Trust issuer").click();
  await form.waitFor({ state: "detached" });
  await tab.sees(page.getByRole("row", { name: /login\.acme\.test.*Any app that proves itself here/ }));
  await tab.button("Remove https://login.acme.test").click();
  await tab.sees(tab.dialog(/^Stop trusting/));
  await tab.look("distrust");
  await tab.button("Stop trusting it").click();
  await tab.sees("None: every app asks each person.");
}

/** A person lets an agent act for them, and ends it. */
async function delegate(here: Stage, tab: Tab): Promise<void> {
  const { gateway } = here;
  const { page } = tab;
  await tab.button("Let Mail helper act for me").click();
  const form = tab.dialog("Let Mail helper act for you");
  await form.getByLabel("Read only").check();
  await tab.look("delegate");
  await tab.button("Make the token").click();
  const once = tab.dialog("Mail helper may act for you");
  const value = (await once.getByRole("region", { name: "API token" }).textContent()) ?? "";
  await tab.button("I copied it").click();
  await once.waitFor({ state: "detached" });
  await tab.sees(page.getByRole("row", { name: /Mail helper for me.*read only/ }));
  await tab.look("delegated");
  const agent = await connectAgent(gateway.url, value);
  expect((await agent.call("gmail_list_labels")).isError).toBe(false);
  await agent.close();
  await tab.button("End Mail helper for me").click();
  await tab.look("end-delegation");
  await tab.button("End it").click();
  await tab.sees(page.getByRole("row", { name: /Mail helper for me.*Revoked/ }));
  await expect(connectAgent(gateway.url, value)).rejects.toThrow();
}

async function playAllowed(here: Stage): Promise<void> {
  const { gateway } = here;
  const { owner } = gateway;
  const manifest = { tools: [{ name: "gmail_list_labels" }] };
  await owner.api("POST", "/agents", { name: "Mail helper", manifest, delegation: "members" });
  await owner.connect({ email: "ada@acme.test", tools: ["gmail_list_labels"] });
  const tab = await here.tab({
    name: "clients",
    as: owner.session.user.id,
  });
  await tab.heading("Integrations");
  await tab.go("Allowed apps");
  await endOf(here, tab);
  await delegate(here, tab);
  await trust(tab);
  tab.clean();
}

describe("who may come in is listed, and ended", () => {
  const here = stage();
  test("apps, agents that act for one, issuers", () => playAllowed(here));
});

describe("a member", () => {
  const here = stage();

  test("sees only what is theirs", async () => {
    const { gateway } = here;
    const kim = await gateway.member("kim@acme.test");
    await new OAuthClient({ url: gateway.url, name: "Of the owner" }).connect(gateway.owner, "gmail");
    await new OAuthClient({ url: gateway.url, name: "Of Kim" }).connect(kim, "gmail");
    const tab = await here.tab({ name: "clients-member", as: kim.session.user.id });
    await tab.heading("Integrations");
    await tab.go("Allowed apps");
    await tab.sees(tab.page.getByRole("row", { name: /Of Kim/ }));
    expect(await tab.page.getByText("Of the owner").count()).toBe(0);
    expect(await tab.button("Everybody’s").count()).toBe(0);
    expect(await tab.page.getByText("Trusted issuers").count()).toBe(0);
    await tab.look("member");
    tab.clean();
  });

  test("an agent's OAuth client is made with a secret that is shown once, rotated and revoked", async () => {
    const { gateway } = here;
    const { id } = await gateway.owner.api("POST", "/agents", { name: "Nightly", manifest: { tools: [] } });
    const tab = await here.tab({ name: "agent-clients", as: gateway.owner.session.user.id });
    const { page } = tab;
    await tab.heading("Integrations");
    await page.goto(`/agents/${id}/clients`);
    await tab.sees(/^No OAuth client yet/);
    await tab.button("Create client").click();
    const form = tab.dialog("Create OAuth client of Nightly");
    await form.getByRole("button", { name: "Create client" }).click();
    await tab.sees(/^Give the client a name/);
    await form.getByLabel("Name").fill("Cron");
    await form.getByRole("radio", { name: "A signature, keys at an address" }).check();
    await form.getByLabel("Address of its keys").fill("http://acme.test/jwks");
    await form.getByRole("button", { name: "Create client" }).click();
    await tab.sees("That is no https address.");
    await tab.look("form");
    await form.getByRole("radio", { name: "A secret" }).check();
    await form.getByRole("button", { name: "Create client" }).click();
    const created = tab.dialog("OAuth client Cron created");
    const secret = (await created.getByRole("region", { name: "client secret" }).textContent()) ?? "";
    expect(secret.length).toBeGreaterThan(20);
    await tab.button("I saved it").click();
    await created.waitFor({ state: "detached" });
    expect(await page.content()).not.toContain(secret);
    await tab.sees(page.getByRole("row", { name: /Cron.*A secret.*Live/ }));
    await tab.look("made");
    const [client] = (await gateway.owner.api("GET", `/agents/${id}/clients`)).clients;
    const buys = async (clientSecret: string) => {
      const machine = new OAuthClient({ url: gateway.url, clientId: client.id, clientSecret });
      return (await machine.token({ grant_type: "client_credentials" })).status;
    };
    expect(await buys(secret)).toBe(200);
    await tab.button("Rotate the secret of Cron").click();
    const rotate = tab.dialog("Rotate the secret of Cron?");
    await rotate.getByRole("radio", { name: "Not at all: it ends now" }).check();
    await tab.look("rotate");
    await rotate.getByRole("button", { name: "Rotate secret" }).click();
    const rotated = tab.dialog("Secret of Cron rotated");
    const next = (await rotated.getByRole("region", { name: "client secret" }).textContent()) ?? "";
    await tab.button("I saved it").click();
    await rotated.waitFor({ state: "detached" });
    expect([await buys(secret), await buys(next)]).toEqual([401, 200]);
    await tab.button("Revoke Cron").click();
    await tab.look("revoke");
    await tab.button("Revoke client").click();
    await tab.sees(page.getByRole("row", { name: /Cron.*Revoked/ }));
    tab.clean();
  });
});
