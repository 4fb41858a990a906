import { beforeEach, expect, test } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { standing } from "../support/look.ts";
import { consent } from "./support/consent.ts";
import { stage } from "./support/stage.ts";
import type { Tab } from "./support/tab.ts";

const here = stage();
const nothing = { connectors: 0, grants: 0, credentials: 0, tokens: { access: 0, refresh: 0 } };
let tab: Tab;
let person: string;

beforeEach(async ({ task }) => {
  const { session } = await here.gateway.member(`${task.id.replace(/\W/g, "")}@acme.test`);
  person = session.user.id;
  // Where there is no room for a window beside it, the sign-in takes the whole page.
  const name = `consent-${task.name.split(":")[0]?.replaceAll(" ", "-")}`;
  tab = await here.tab({ name, width: 390, as: person });
  await tab.heading("Integrations");
});

/** From the card to the consent page, with every tool. */
async function toConsent(): Promise<void> {
  await tab.button("Connect Google").click();
  await tab.button("Everything").click();
  await tab.sees("37 tools need 7 scopes");
  await tab.button("Continue to Google").click();
}

test("denied: nothing changes, and trying again leads to the picker", async () => {
  tab.expectErrors(/400 .*callback/);
  await toConsent();
  await consent(tab, { email: "ada@acme.test", deny: true });
  await tab.heading("Failed to connect integration");
  await tab.sees("consent_denied");
  await tab.look("denied");
  expect(await standing(here.gateway)).toEqual(nothing);
  await tab.link("Try again").click();
  await tab.sees(tab.dialog("Connect Google"));
  tab.clean();
});

test("played again: neither Reload nor Back spends the answer twice", async () => {
  tab.expectErrors(/400 .*callback/);
  await toConsent();
  await consent(tab, { email: "ada@acme.test", deny: true });
  await tab.sees("consent_denied");
  expect(new URL(tab.page.url()).search).toBe("");
  await tab.page.reload();
  await tab.heading("Failed to connect integration");
  await tab.sees(/state_/);
  await tab.look("reloaded");
  expect(await standing(here.gateway)).toEqual(nothing);
  await tab.link("Start again").click();
  await tab.sees(tab.dialog("Connect Google"));
  await tab.page.goBack();
  await tab.heading("Failed to connect integration");
  expect(await standing(here.gateway)).toEqual(nothing);
  tab.clean();
});

test("fewer scopes: the page tells what works, and connects with that alone", async () => {
  const { gateway } = here;
  tab.expectErrors(/400 .*callback/);
  await toConsent();
  await consent(tab, { email: "ada@acme.test", untick: /^Create files in Drive/ });
  await tab.heading("Failed to connect integration");
  await tab.sees("scopes_declined");
  await tab.sees("Would work with what was given (29)");
  await tab.sees("Would not work (8)");
  await tab.look("declined");
  expect(await standing(gateway)).toEqual(nothing);
  await tab.button("Connect with 29 tools only").click();
  await consent(tab, { email: "ada@acme.test" });
  await tab.sees("Google is connected as ada@acme.test.");
  const { value } = await gateway.owner.newToken({ user: person });
  const agent = await connectAgent(gateway.url, value, "google_drive");
  expect((await agent.tools()).map((each) => each.name)).not.toContain("drive_create_file");
  expect((await agent.call("drive_list_shared_drives")).isError).toBe(false);
  await agent.close();
  tab.clean();
});

test("too late, and then a provider that is down: each says what to do, and in the end it connects", async () => {
  const { app, google } = here.gateway;
  tab.expectErrors(/ 400 .*callback/, / 50[23] .*callback/);
  await toConsent();
  await tab.heading("Valetkey wants access to your Google Account");
  await app.database.system.query(
    `UPDATE pending_authorizations SET expires_at = now() WHERE user_id = '${person}'`,
  );
  await consent(tab, { email: "ada@acme.test" });
  await tab.heading("Failed to connect integration");
  await tab.sees("state_expired");
  await tab.look("expired");
  google.inject({ path: "/token", status: 503 });
  await tab.link("Start again").click();
  await tab.button("Continue to Google").click();
  await consent(tab, { email: "ada@acme.test" });
  await tab.heading("Failed to connect integration");
  await tab.sees("provider_unreachable");
  await tab.look("provider-down");
  google.clearFaults();
  await tab.link("Try again").click();
  await tab.button("Continue to Google").click();
  await consent(tab, { email: "ada@acme.test" });
  await tab.sees("Google is connected as ada@acme.test.");
  tab.clean();
});
