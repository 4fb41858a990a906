import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { secondWorkspace } from "../support/second-workspace.ts";
import { stage } from "./support/stage.ts";

const here = stage();

test("an invitation is accepted in another browser, and its person managed until they are removed", async () => {
  const { owner } = here.gateway;
  const tab = await here.tab({ name: "people-owner", as: owner.session.user.id });
  const { page } = tab;
  await tab.heading("Integrations");
  await tab.go("Members");
  await tab.sees("Nobody has been invited yet.");
  await tab.button("Invite").click();
  const form = tab.dialog("Invite somebody");
  await form.getByLabel("Address").fill("nia");
  await tab.button("Make invitation link").click();
  await tab.sees("That is no e-mail address.");
  await form.getByLabel("Address").fill("nia@acme.test");
  await tab.look("invite");
  await tab.button("Make invitation link").click();
  const once = tab.dialog("Invitation for nia@acme.test");
  const link = (await once.getByRole("region", { name: "invitation link" }).textContent()) ?? "";
  expect(link).toMatch(/\/invite#[\w-]{20,}$/);
  await tab.look("invited");
  await page.keyboard.press("Escape");
  await tab.sees(once);
  await tab.button("I copied it").click();
  await once.waitFor({ state: "detached" });
  expect(await page.content()).not.toContain(link.split("#")[1]);
  await tab.sees(page.getByRole("row", { name: /nia@acme\.test.*Pending/ }));
  await tab.button("New link for nia@acme.test").click();
  const newer = (await once.getByRole("region", { name: "invitation link" }).textContent()) ?? "";
  expect(newer).not.toBe(link);
  await tab.button("I copied it").click();
  await once.waitFor({ state: "detached" });

  const guest = await here.tab({ name: "people-guest", scheme: "dark", width: 390 });
  guest.expectErrors(/401 /);
  await guest.page.goto(newer);
  await guest.heading("Join Acme");
  expect(guest.page.url()).not.toContain("#");
  await guest.look("invitation");
  await guest.page.getByLabel("Your name").fill("Nia Okoye");
  await guest.button("Accept and sign in").click();
  await guest.heading("Integrations");
  const late = await here.tab({ name: "people-late" });
  late.expectErrors(/400 .*preview/);
  await late.page.goto(link);
  await late.sees("This invitation cannot be opened");
  await late.look("spent");

  await page.reload();
  await tab.sees(page.getByRole("row", { name: /Nia Okoye.*nia@acme\.test.*member/ }));
  await tab.sees(page.getByRole("row", { name: /nia@acme\.test.*Accepted/ }));
  await tab.look("members");
  await tab.choose("Actions for Nia Okoye", "Change role");
  await page.getByRole("radio", { name: "admin" }).check();
  await tab.sees(page.getByRole("status").getByText("Read and export the audit log"));
  await tab.look("role");
  await tab.button("Change role").click();
  await tab.sees(page.getByRole("row", { name: /Nia Okoye.*admin/ }));
  await tab.link("Nia Okoye").click();
  await tab.sees(tab.dialog("Nia Okoye").getByText(/^Began/));
  await tab.look("member");
  await tab.button("Sign Nia Okoye out everywhere").click();
  await tab.sees("Not signed in anywhere.");
  await page.keyboard.press("Escape");
  await tab.dialog("Nia Okoye").waitFor({ state: "detached" });
  await guest.page.reload();
  await guest.heading("Sign in to Valetkey");
  guest.clean();

  await tab.choose("Actions for Nia Okoye", "Make sign-in link");
  await tab.look("make-link");
  await tab.button("Make link").click();
  const made = tab.dialog("Sign-in link for Nia Okoye");
  const way = (await made.getByRole("region", { name: "sign-in link" }).textContent()) ?? "";
  await tab.look("link");
  await tab.button("I copied it").click();
  await made.waitFor({ state: "detached" });
  await late.page.goto(way);
  await late.heading("Overview");
  late.clean();

  tab.mayMeet(/404 .*\/members\/usr_\w+\/sessions/); // what the removed person's row still asks for
  await tab.choose("Actions for Nia Okoye", "Remove");
  await tab.look("remove");
  await tab.button("Remove Nia Okoye").click();
  await tab.sees(tab.dialog("Nia Okoye removed"));
  await tab.look("removed");
  await tab.button("Done").click();
  await page.getByRole("row", { name: /Nia Okoye/ }).waitFor({ state: "detached" });
  tab.clean();
});

test("what somebody owns is shown before they are removed, and reported afterwards", async () => {
  const { gateway } = here;
  const leaver = await gateway.member("zoe@acme.test", "admin");
  const tools = ["gmail_search_threads"];
  await leaver.connect({ email: "ben@acme.test", tools });
  await leaver.authorize({ email: "ada@acme.test", tools, name: "Team mail" });
  const tab = await here.tab({ name: "people-offboarding", as: gateway.owner.session.user.id });
  const { page } = tab;
  await tab.heading("Integrations");
  await page.goto(`/settings/members?remove=${leaver.session.user.id}`);
  const dialog = tab.dialog("Remove zoe?");
  await tab.sees(dialog.getByRole("list", { name: "Their own connections" }).getByText("ben@acme.test"));
  const shared = dialog.getByRole("list", { name: "Shared connections that they authorized" });
  await tab.sees(shared.getByRole("link", { name: "Take over Team mail" }));
  await tab.look("owned");
  await shared.getByRole("button", { name: "Revoke Team mail", exact: true }).click();
  await tab.sees(shared.getByText(/cannot be undone/));
  await tab.look("revoke-one");
  await shared.getByRole("button", { name: "Revoke Team mail now" }).click();
  await tab.sees(shared.getByText("Not connected"));
  await tab.button("Remove zoe").click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    tab.button("Download offboarding report").click(),
  ]);
  const report = readFileSync(await file.path(), "utf8");
  expect(report).toMatch(/Own connection,.*ben@acme\.test,ended here/);
  expect(report).toContain("Shared connection,Team mail,ada@acme.test,revoked before the removal");
  await tab.look("left");
  tab.clean();
});

test("a person sees their sessions, ends the others, and leaves the workspace", async () => {
  const { session } = await here.gateway.member("kim@acme.test");
  const tab = await here.tab({ name: "sessions-list", as: session.user.id });
  const other = await here.tab({ name: "sessions-other", width: 390, scheme: "dark", as: session.user.id });
  other.expectErrors(/401 /);
  await other.heading("Integrations");
  await tab.heading("Integrations");
  await tab.choose(/^Account menu of/, "Your sessions");
  await tab.heading("Your sessions");
  const list = tab.page.getByRole("list", { name: "Sessions" });
  await tab.sees(list.getByText("This one"));
  expect(await list.getByRole("listitem").count()).toBe(3);
  await tab.look("sessions");
  await tab.button("End all others").click();
  await expect.poll(() => list.getByRole("listitem").count()).toBe(1);
  await other.page.reload();
  await other.heading("Sign in to Valetkey");
  await tab.choose(/^Account menu of/, "Workspace settings");
  await tab.button("Leave Acme").click();
  await tab.look("leave");
  await tab.dialog("Leave Acme?").getByRole("button", { name: "Leave Acme" }).click();
  await tab.heading("Sign in to Valetkey");
  const { members } = await here.gateway.owner.api("GET", "/members");
  expect(members.map(({ email }: { email: string }) => email)).not.toContain("kim@acme.test");
  tab.clean();
});

test("an operator's link opens every workspace of a person, one at a time; the owner deletes one", async () => {
  const { gateway } = here;
  const { app, owner } = gateway;
  const second = await secondWorkspace(gateway, { name: "Umbrella", ownerEmail: "owner@acme.test" });
  const { token } = await app.identity.sessions.createLink(
    gateway.workspaceId,
    owner.session.user.id,
    "operator",
  );
  const tab = await here.tab({ name: "workspaces" });
  const { page } = tab;
  await page.goto(`/sign-in#${token}`);
  await tab.heading("Overview");
  await tab.go("Members");
  await tab.button(/^Account menu of/).click();
  await tab.sees(page.getByRole("menuitemradio", { name: "Acme (owner)" }));
  await tab.look("switcher");
  await page.getByRole("menuitemradio", { name: "Umbrella (owner)" }).click();
  await tab.sees(page.getByRole("banner").getByText("Umbrella"));
  await tab.heading("Overview");
  await tab.go("Workspace");
  await tab.button("Delete Umbrella").click();
  const dialog = tab.dialog("Delete Umbrella?");
  const go = dialog.getByRole("button", { name: "Delete Umbrella" });
  expect(await go.isDisabled()).toBe(true);
  await dialog.getByRole("textbox").fill(second.slug);
  await tab.look("delete");
  await go.click();
  await tab.heading("Sign in to Valetkey");
  const row = await app.database.system.query(
    `SELECT deleted_at IS NOT NULL AS gone FROM workspaces WHERE id = '${second.workspaceId}'`,
  );
  expect(row.rows[0]?.gone).toBe(true);
  tab.clean();
});
