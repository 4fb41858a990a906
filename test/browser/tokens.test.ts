import { expect, test } from "vitest";
import { connectAgent, rawCall } from "../support/agent.ts";
import { stage } from "./support/stage.ts";

const here = stage();

test("a token is shown once, works, and is refused when it is revoked", async () => {
  const { gateway } = here;
  const tab = await here.tab({ name: "tokens", as: gateway.owner.session.user.id });
  const { page } = tab;
  await tab.heading("Integrations");
  await tab.go("Tokens");
  await tab.sees("No API token yet.");
  await tab.look("empty");
  await tab.button("Create token").click();
  const form = tab.dialog("Create token");
  await form.getByRole("button", { name: "Create token" }).click();
  await tab.sees(/Give the token a name/);
  await tab.look("form-faults");
  await form.getByRole("textbox", { name: "Name", exact: true }).fill("Laptop");
  await form.getByLabel("Agent name").fill("Mail helper");
  await form.getByLabel("Gmail").check();
  await form.getByRole("button", { name: "Create token" }).click();
  const created = tab.dialog("Token Laptop created");
  await tab.sees(created.getByText("Save it now."));
  const value = (await created.getByRole("region", { name: "API token" }).textContent()) ?? "";
  expect(value).toMatch(/^vk_/);
  const snippet = created.getByRole("region", { name: /^configuration for mcp\.json/ });
  const { gmail } = JSON.parse((await snippet.textContent()) ?? "").mcpServers;
  expect(gmail).toEqual({
    type: "http",
    url: `${gateway.url}/mcp/gmail`,
    headers: { Authorization: `Bearer ${value}` },
  });
  await tab.look("created");
  await tab.sees("Waiting for first call");
  await created.getByText("It does not connect?").click();
  await tab.button("Test from this page").click();
  await tab.sees(/^Address and token work/);
  await tab.sees(/^It works from this page/);
  for (const client of ["VS Code", "Python SDK v2", "Claude", "Claude Code"]) {
    await tab.button(client).click();
    await tab.sees(created.getByRole("region", { name: `configuration for ${client}` }));
  }
  await tab.look("claude-code");
  const first = await connectAgent(gateway.url, value);
  await first.close();
  await tab.sees(/^Connected as /);
  await tab.look("connected");
  await page.keyboard.press("Escape");
  await tab.sees(created);
  await tab.button("I saved it").click();
  await created.waitFor({ state: "detached" });
  expect(await page.content()).not.toContain(value);

  const agent = await connectAgent(gateway.url, value);
  expect((await agent.call("gmail_list_labels")).error).toMatchObject({ error: "connection_required" });
  await agent.close();

  await tab.button("Rotate Laptop").click();
  await tab.dialog("Rotate token Laptop?").getByRole("radio", { name: "1 hour" }).check();
  await tab.look("rotate");
  await tab.button("Rotate token").click();
  const rotated = tab.dialog("Token Laptop rotated");
  const next = (await rotated.getByRole("region", { name: "API token" }).textContent()) ?? "";
  expect(next).not.toBe(value);
  for (const each of [value, next]) await (await connectAgent(gateway.url, each)).close();
  await tab.button("I saved it").click();
  await rotated.waitFor({ state: "detached" });
  await tab.sees(page.getByRole("row", { name: /^Laptop .*Replaced/ }));
  await tab.look("rotated");

  await page
    .getByRole("row", { name: /Replaced/ })
    .getByRole("button", { name: "Revoke Laptop" })
    .click();
  await tab.sees(tab.dialog("Revoke token Laptop?"));
  await tab.look("revoke");
  await tab.button("Revoke token").click();
  await tab.sees(page.getByRole("row", { name: /^Laptop .*Revoked/ }));
  await tab.look("revoked");
  expect((await rawCall(gateway.url, value, "gmail_list_labels", {})).status).toBe(401);
  tab.clean();
});
