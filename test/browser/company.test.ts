import { expect, test } from "vitest";
import { stage } from "./support/stage.ts";
import type { Tab } from "./support/tab.ts";

const here = stage({
  company: [
    { sub: "u-own", email: "owner@acme.test", name: "Olive Owner" },
    { sub: "u-new", email: "new@acme.test", name: "Nic Newman" },
    { sub: "u-stranger", email: "stranger@acme.test", name: "Sam Stranger" },
  ],
});

/** At the company's own page. */
async function signInAs(tab: Tab, email: string): Promise<void> {
  await tab.heading(/^Sign in to go on to/);
  await tab.page.getByRole("radio", { name: email }).check();
  await tab.page.getByRole("button").last().click();
}

test("the sign-in page offers the company's sign-in, says why somebody is not let in, and leads back", async () => {
  const tab = await here.tab({ name: "company" });
  await tab.page.goto("/sign-in");
  await tab.sees(tab.link("Continue with Acme account"));
  await tab.look("sign-in");
  await tab.link("Continue with Acme account").click();
  await signInAs(tab, "stranger@acme.test");
  await tab.heading("Sign in to Valetkey");
  await tab.sees("You are not a member of any workspace here.");
  await tab.look("not-a-member");
  const member = await here.tab({ name: "company-member" });
  member.expectErrors(/401 .*session/);
  await member.page.goto("/approvals?mine=true");
  await member.link("Continue with Acme account").click();
  await signInAs(member, "owner@acme.test");
  await member.heading("Approvals");
  expect(new URL(member.page.url()).search).toBe("?mine=true");
  await member.go("Integrations");
  await member.go("Company sign-in");
  const main = member.page.getByRole("main");
  await member.sees(main.getByText(/^By .+ \(owner@acme\.test\)/));
  await member.button("Check").click();
  await member.sees(main.getByText(/^The issuer answers, and shows/));
  await member.look("company-set");
  tab.clean();
  member.clean();
});

test("a session that ended is taken up by the company's sign-in in a tab beside it", async () => {
  const tab = await here.tab({ name: "company-signed-out" });
  tab.expectErrors(/401 /);
  await tab.page.goto("/settings/members?invite=new");
  await tab.link("Continue with Acme account").click();
  await signInAs(tab, "owner@acme.test");
  const address = tab.dialog(/^Invite/).getByLabel("Address");
  await address.fill("typed@acme.test");
  await here.gateway.app.database.system.query(
    "UPDATE sessions SET ended_at = now() WHERE method = 'company'",
  );
  await tab.button("Make invitation link").click();
  const dialog = tab.dialog("You were signed out");
  await tab.sees(dialog.getByText("This page goes on by itself as soon as you are signed in."));
  await tab.look("signed-out");
  const beside = await tab.beside(() => dialog.getByRole("link", { name: "Sign in in a new tab" }).click());
  // The company still knows who that is.
  await beside.link("Continue with Acme account").click();
  await beside.heading("You are signed in");
  await beside.look("signed-in");
  await beside.page.close();
  await dialog.waitFor({ state: "detached" });
  expect(await address.inputValue()).toBe("typed@acme.test");
  tab.clean();
});

test("an invitation is accepted by way of the company's sign-in", async () => {
  const { url } = await here.gateway.owner.api("POST", "/invitations", {
    email: "new@acme.test",
    role: "auditor",
  });
  const tab = await here.tab({ name: "company-invitation", scheme: "dark", width: 390 });
  tab.expectErrors(/401 .*session/);
  await tab.page.goto(url);
  await tab.heading("Join Acme");
  await tab.look("invitation");
  await tab.button("Accept with Acme account").click();
  await signInAs(tab, "new@acme.test");
  await tab.heading("Overview");
  await tab.go("Members");
  await tab.sees(tab.page.getByRole("row", { name: /new@acme\.test.*auditor/ }));
  await tab.look("as-auditor");
  tab.clean();
});
