import { expect, test } from "vitest";
import { consent } from "./support/consent.ts";
import { stage } from "./support/stage.ts";
import type { Tab } from "./support/tab.ts";

// No registration comes from the environment: an admin has to enter one.
const here = stage({ app: { apps: [] } });
const NAME = "Acme on Google";
const WRONG = "GOCSPX-copied-from-elsewhere";

/** What no page and no address may show, however long one looks. */
async function shows(tab: Tab, secret: string): Promise<boolean> {
  return (tab.page.url() + (await tab.page.content())).includes(secret);
}

test("an admin enters a provider app, mends its secret, and a teammate connects through it", async () => {
  const { gateway } = here;
  const { clientId, clientSecret } = gateway.google;
  const tab = await here.tab({ name: "provider-apps", as: gateway.owner.session.user.id });
  const { page } = tab;
  const google = page.getByRole("region", { name: "Google" });
  await tab.sees(google.getByText(/Google does not know this gateway yet/));
  await tab.look("not-configured");
  await google.getByRole("link", { name: "Add provider app" }).click();
  const form = tab.dialog("Add provider app");
  await tab.sees(form.getByText(`${gateway.url}/integrations/google/callback`));
  await tab.sees(tab.button("Copy redirect address"));
  await form.getByRole("checkbox", { name: "I have added it" }).check();
  await form.getByLabel("Client id").fill("123-abc");
  await tab.sees(form.getByText("Google's client ids end in .apps.googleusercontent.com."));
  await form.getByLabel("Client id").fill("");
  await tab.look("form");
  await tab.button("Add and check").click();
  await tab.sees(form.getByText(/^Give it a name/));
  await tab.sees(form.getByText("Copy the whole client secret."));
  await tab.look("form-faults");
  await form.getByLabel("Name").fill(NAME);
  await form.getByLabel("Client id").fill(clientId);
  await form.getByLabel("Client secret").fill(WRONG);
  await tab.button("Add and check").click();
  const card = page.getByRole("region", { name: NAME });
  const findings = card.getByRole("list", { name: `Findings about ${NAME}` });
  await tab.sees(
    findings.getByRole("listitem").filter({ hasText: /^Error.*does not accept this client id/ }),
  );
  await form.waitFor({ state: "detached" });
  await tab.look("refused");
  expect(await shows(tab, WRONG)).toBe(false);

  await tab.button(`Change ${NAME}`).click();
  const change = tab.dialog(`Change ${NAME}`);
  expect(await change.getByLabel("New client secret").inputValue()).toBe("");
  await tab.look("change");
  await change.getByLabel("New client secret").fill(clientSecret);
  await tab.button("Save").click();
  await tab.sees(
    findings.getByRole("listitem").filter({ hasText: /^OK.*accepts this client id and secret/ }),
  );
  await change.waitFor({ state: "detached" });
  await tab.look("accepted");

  await tab.go("Integrations");
  await tab.button("Connect Google").click();
  await tab.sees("18 tools need 6 scopes");
  const beside = await tab.beside(() => tab.button("Continue to Google").click());
  await consent(beside, { email: "ada@acme.test" });
  await tab.sees("Google is connected as ada@acme.test.");
  await tab.go("Provider apps");
  await tab.button(`Remove ${NAME}`).click();
  await tab.sees(/^1 connection uses it/);
  expect(
    await tab
      .dialog(`Remove ${NAME}?`)
      .getByRole("button", { name: `Remove ${NAME}` })
      .isDisabled(),
  ).toBe(true);
  await tab.look("in-use");
  tab.clean();
});

test("a GitHub App's key is entered as text, on a phone in dark colours", async () => {
  const { gateway } = here;
  const admin = await gateway.member("dana@acme.test", "admin");
  const { id } = admin.session.user;
  const tab = await here.tab({ name: "provider-apps-390", scheme: "dark", width: 390, as: id });
  await tab.heading("Integrations");
  await tab.go("Provider apps");
  await tab.button("Add provider app").click();
  const form = tab.dialog("Add provider app");
  await form.getByLabel("Provider").selectOption("github");
  await form.getByLabel("Kind").selectOption("github_app");
  await form.getByLabel("Client id").fill("Ov23abcdefgh12345678");
  await tab.sees(form.getByText(/^Client ids of GitHub Apps begin with Iv/));
  await form.getByLabel("App number").fill("12345");
  await tab.button("Add and check").click();
  await tab.sees(form.getByText(/^Copy the whole private key/));
  expect(await form.getByLabel("Private key").evaluate((field) => field.tagName)).toBe("TEXTAREA");
  await tab.look("github-app");
  tab.clean();
});

test("an admin reads the guide and rehearses the app: cancelled, then through to its end", async () => {
  const { gateway } = here;
  const admin = await gateway.member("kim@acme.test", "admin");
  const { apps } = await admin.api("GET", "/apps");
  if (!apps.some(({ name }: { name: string }) => name === NAME)) throw new Error("made by the first test");
  for (const { id } of (await admin.api("GET", "/connectors")).connectors)
    await admin.api("DELETE", `/connectors/${id}?shred_now=true`);
  const tab = await here.tab({ name: "rehearsal", as: admin.session.user.id });
  const { page } = tab;
  await tab.heading("Integrations");
  await tab.go("Provider apps");
  const card = page.getByRole("region", { name: NAME });
  await card.getByRole("link", { name: `Setup guide for ${NAME}` }).click();
  await tab.heading("Set up a Google OAuth client");
  await tab.sees(page.getByText("Error 400: redirect_uri_mismatch"));
  await tab.sees(page.getByRole("row", { name: /gmail_send_message.*auth\/gmail/ }));
  await tab.look("guide");
  await tab.go("Provider apps");
  await tab.button(`Rehearse ${NAME}`).click();
  await tab.sees(tab.dialog(`Rehearse ${NAME}`).getByText(/is never touched/));
  await tab.look("rehearse");
  await tab.button("Begin rehearsal").click();
  await tab.heading(`Rehearsal of ${NAME} at Google`);
  await tab.sees(page.getByRole("listitem").filter({ hasText: /^Client id and secretPassed/ }));
  await tab.look("rehearsal-begun");
  await tab.button("Continue to Google").click();
  await consent(tab, { email: "ben@acme.test", deny: true });
  await tab.heading("Rehearsal finished");
  await tab.heading(`Rehearsal of ${NAME} at Google`);
  await tab.sees(page.getByRole("listitem").filter({ hasText: /^Sign-in at the providerFailed/ }));
  await tab.look("rehearsal-denied");
  await tab.button("Try again at Google").click();
  await consent(tab, { email: "ben@acme.test" });
  await tab.heading(`Rehearsal of ${NAME} at Google`);
  await tab.sees(page.getByRole("listitem").filter({ hasText: /^End at the providerPassed/ }));
  await tab.look("rehearsal-passed");
  expect(gateway.google.liveTokens()).toEqual({ access: 0, refresh: 0 });
  await tab.link("All rehearsals").click();
  await tab.sees(page.getByRole("row", { name: new RegExp(`${NAME}.*Passed.*ben@acme`) }));
  await tab.look("rehearsals");

  tab.clean();
});
