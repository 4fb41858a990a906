import { expect, test } from "vitest";
import { stage } from "./support/stage.ts";

const here = stage();

test("the page of the API's description sends requests as the person who looks at it, under the same policy", async () => {
  const { owner } = here.gateway;
  const tab = await here.tab({ name: "api-docs", as: owner.session.user.id });
  await tab.heading("Integrations");
  await tab.page.goto("/api/docs");
  await tab.sees("Requests are sent as owner@acme.test");
  const operation = (id: string) => tab.page.locator(`.opblock[id$="-${id}"]`);
  const open = async (tag: string, id: string) => {
    await tab.page.locator(`#operations-tag-${tag}`).click();
    await operation(id).locator(".opblock-summary-control").click();
    return operation(id);
  };
  const create = await open("agents", "createAgent");
  await create.getByRole("button", { name: "Try it out" }).click();
  await create.locator("textarea").first().fill('{"name":"Made on the page"}');
  await create.getByRole("button", { name: "Execute" }).click();
  await create.locator(".live-responses-table").getByText("201").first().waitFor();
  const { agents } = await owner.api("GET", "/agents");
  expect(agents.map((one: { name: string }) => one.name)).toContain("Made on the page");
  const session = await tab.page.evaluate<{ csrf: string }>(
    "fetch('/api/session').then((one) => one.json())",
  );
  expect(await tab.page.content()).not.toContain(session.csrf);

  // What shows something once is not for a page that shows it in the clear, and there is nowhere to enter a token.
  const token = await open("tokens", "issueToken");
  await token.getByText("Shows").or(token.getByText("shown this once")).first().waitFor();
  expect(await token.getByRole("button", { name: "Try it out" }).count()).toBe(0);
  expect(await tab.page.getByRole("button", { name: /authoriz/i }).count()).toBe(0);

  // Light or dark like the app: as the person chose there, or as their system is.
  const isDark = () => tab.page.evaluate<boolean>("document.documentElement.classList.contains('dark-mode')");
  expect(await isDark()).toBe(false);
  await tab.page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(isDark).toBe(true);
  await tab.page.evaluate("localStorage.setItem('valetkey-color-scheme', 'light')");
  await tab.page.reload();
  await tab.sees("Requests are sent as owner@acme.test");
  expect(await isDark()).toBe(false);
  tab.clean();
});
