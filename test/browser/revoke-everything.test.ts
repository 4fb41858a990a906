import { expect, test } from "vitest";
import { stage } from "./support/stage.ts";

const here = stage();

test("an admin revokes everything of a provider and watches the providers answer", async () => {
  const { gateway } = here;
  const { owner, app, workspaceId } = gateway;
  const tools = ["gmail_list_labels"];
  const mia = await gateway.member("mia@acme.test");
  const ended = [
    await owner.authorize({ email: "ada@acme.test", tools, name: "Support mailbox" }),
    await mia.connect({ email: "ben@acme.test", tools }),
  ].map(({ body }) => body.connector.grant.id as string);
  const tab = await here.tab({ name: "revoke-everything", as: owner.session.user.id });
  await tab.heading("Integrations");
  await tab.go("Connectors");
  await tab.choose("Revoke everything", "Of Google");
  const dialog = tab.dialog("Revoke everything of Google?");
  await tab.sees(dialog.getByText("2 connections now."));
  const go = dialog.getByRole("button", { name: "Revoke everything" });
  expect(await go.isDisabled()).toBe(true);
  await dialog.getByRole("textbox").fill("googl");
  expect(await go.isDisabled()).toBe(true);
  await dialog.getByRole("textbox").fill("google");
  await tab.look("typed");
  await go.click();
  const run = tab.dialog("Revocation");
  await tab.sees(run.getByText(/2 grants ended: no result of theirs gets out any more\./));
  await tab.sees(run.getByText("0 of 2 settled at the providers"));
  await tab.look("pending");
  // The background job of a gateway that runs; this one has none, so that each step can be seen.
  const job = app.identity.people.systemPrincipal(workspaceId, "upstream-revocation");
  await app.grants.revokeUpstream(job, ended[0] ?? "");
  await tab.sees(run.getByText("1 of 2 settled at the providers"));
  await app.grants.revokeUpstream(job, ended[1] ?? "");
  await tab.sees(run.getByText("2 of 2 settled at the providers"));
  await tab.sees(run.getByText("2 revoked"));
  await tab.look("done");
  expect(gateway.google.liveTokens()).toEqual({ access: 0, refresh: 0 });
  await tab.page.keyboard.press("Escape");
  await tab.sees(tab.page.getByRole("row", { name: /Everything of Google.*owner.*2.*Done/ }));
  await tab.look("runs");
  tab.clean();
});

test("an owner revokes the whole workspace by its slug, on a phone in dark colours", async () => {
  const { owner } = here.gateway;
  await owner.connect({ email: "ada@acme.test", tools: ["gmail_list_labels"] });
  const { user, workspace } = owner.session;
  const tab = await here.tab({ name: "revoke-workspace", scheme: "dark", width: 390, as: user.id });
  await tab.heading("Integrations");
  await tab.go("Workspace");
  await tab.look("workspace");
  await tab.button("Revoke everything").click();
  const dialog = tab.dialog(/^Revoke everything in /);
  await dialog.getByRole("textbox").fill(workspace.slug);
  await tab.look("typed");
  await dialog.getByRole("button", { name: "Revoke everything" }).click();
  await tab.sees(tab.dialog("Revocation").getByText(/1 grant ended/));
  await tab.look("run");
  tab.clean();
});
