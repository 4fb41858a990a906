import { expect, test } from "vitest";
import { auditRows } from "../support/look.ts";
import { consent } from "./support/consent.ts";
import { stage } from "./support/stage.ts";

const here = stage();

test.each([
  ["light", 1280, "Keep"],
  ["dark", 390, "Discard"],
] as const)(
  "who signs in with another account is asked, in %s colours at %i pixels: %s",
  async (scheme, width, answer) => {
    const { gateway } = here;
    const person = await gateway.member(`eli${width}@acme.test`);
    await person.connect({ email: "ada@acme.test" });
    const { id } = person.session.user;
    const tab = await here.tab({ name: `second-account-${width}`, scheme, width, as: id });
    const card = tab.page.getByRole("region", { name: "Google" });
    const reconnect = () => tab.choose("Actions for Google", "Reconnect");
    const away = width === 390 ? tab : await tab.beside(reconnect);
    if (away === tab) await reconnect();
    await consent(away, { email: "ben@acme.test" });
    await away.heading("Another account");
    await away.sees(/You signed in as ben@acme\.test; this connection is ada@acme\.test’s\./);
    await away.look("asked");
    if (away === tab) await tab.page.goto("/integrations");
    else await away.page.close();
    await tab.sees(card.getByText("Waits for an answer"));
    await tab.look("unanswered");
    await tab.button(`${answer} ben@acme.test`).click();
    if (answer === "Keep") {
      await tab.sees(tab.button("Validate Google ben@acme.test"));
      await tab.sees(tab.button("Validate Google ada@acme.test"));
      const [row] = await auditRows(gateway, { type: "connector.confirmed" });
      expect(row).toMatchObject({ actor: { id }, data: { account_label: "ben@acme.test" } });
    } else {
      await card.getByText("ben@acme.test").first().waitFor({ state: "detached" });
      await tab.sees(tab.button("Validate Google"));
      expect(await card.getByText("ada@acme.test").count()).toBe(1);
    }
    await tab.look("answered");
    tab.clean();
  },
);

test("one's own connection is renamed, switched off and on, and deleted for good", async () => {
  const { gateway } = here;
  const person = await gateway.member("fay@acme.test");
  const connected = (await person.connect({ email: "ada@acme.test" })).body.connector;
  const tab = await here.tab({ name: "own-connector", as: person.session.user.id });
  await tab.choose("Actions for Google", "Rename");
  await tab
    .dialog(/^Rename/)
    .getByLabel("Name")
    .fill("My mail");
  await tab.look("rename");
  await tab.button("Rename").click();
  await tab.sees("Named My mail");
  const focused = () => tab.page.evaluate<string>("document.activeElement.getAttribute('aria-label')");
  await expect.poll(focused).toBe("Actions for Google");
  await tab.choose("Actions for Google", "Switch off");
  await tab.sees("Switched off");
  await tab.look("switched-off");
  await tab.button("Switch on Google").click();
  await tab.sees(tab.button("Validate Google"));
  await tab.choose("Actions for Google", "Delete");
  await tab.sees(tab.dialog("Delete My mail?").getByLabel(/^Delete now/));
  await tab.look("delete");
  await tab.button("Delete My mail").click();
  await tab.sees(tab.dialog("My mail deleted").getByText("Tokens deleted"));
  await tab.look("deleted");
  await tab.button("Done").click();
  await tab.sees(tab.button("Connect Google"));
  const left = await gateway.app.database.system.query(
    `SELECT count(*) AS n FROM credentials c JOIN grants g ON g.id = c.grant_id WHERE g.connector_id = '${connected.id}'`,
  );
  expect(Number(left.rows[0]?.n)).toBe(0);
  tab.clean();
});
