import { expect, test } from "vitest";
import { consent } from "./support/consent.ts";
import { stage } from "./support/stage.ts";

const here = stage();
const READ = ["gmail_search_threads", "gmail_get_thread"];

test.each([1280, 390] as const)(
  "a teammate connects, validates and disconnects at %i pixels",
  async (width) => {
    const { gateway } = here;
    const { session } = await gateway.member(`mia${width}@acme.test`);
    const tab = await here.tab({ name: `teammate-${width}`, width, motion: true, as: session.user.id });
    const { page } = tab;
    if (width === 390) {
      await tab.button("Open navigation").click();
      await tab.sees(page.getByRole("dialog").getByRole("link", { name: "MCPs" }));
      await tab.look("navigation");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await tab.button("Connect Google").click();
    await tab.sees(tab.dialog("Connect Google"));
    await tab.sees("18 tools need 6 scopes");
    const go = () => tab.button("Continue to Google").click();
    const away = width === 390 ? tab : await tab.beside(go);
    if (away === tab) await go();
    await consent(away, { email: "ben@acme.test" });
    await away.heading("Integration connected");
    await tab.heading("Integrations");
    await tab.sees("Google is connected as ben@acme.test.");
    gateway.google.clearRequests();
    await tab.button("Validate Google").click();
    const said = "Google ben@acme.test: valid. Working. Checked by calling";
    await tab.sees(page.getByRole("status").filter({ hasText: said }));
    await tab.sees(page.getByText("No agent has used it yet."));
    await page.getByText("What it may do").click();
    await tab.sees(page.getByRole("listitem").filter({ hasText: /Granted$/ }));
    await tab.look("validated");
    await gateway.app.database.system.query(
      "UPDATE grants SET access_ends_at = now() + interval '1 day' WHERE ended_at IS NULL",
    );
    await tab.button("Refresh").click();
    await tab.sees(/Google ends this access for good:/);
    await tab.sees(page.getByRole("heading", { name: "Needs you" }));
    expect(gateway.google.requests().map((each) => each.path)).toContain("/v1/userinfo");
    await tab.button("Actions for Google").click();
    await page.getByRole("menuitem", { name: "Disconnect" }).click();
    await tab.sees(tab.dialog("Disconnect Google?"));
    await tab.look("disconnect");
    await tab.button("Disconnect Google").click();
    await tab.sees(tab.dialog("Google disconnected"));
    await tab.sees("Removed here");
    await tab.look("disconnected");
    await tab.button("Done").click();
    await tab.sees(tab.button("Connect Google"));
    tab.clean();
  },
);

test("a member sees the shared connector and whose account it is", async () => {
  const { gateway } = here;
  await gateway.owner.authorize({ email: "ada@acme.test", tools: READ, name: "Support mailbox" });
  const { session } = await gateway.member("li@acme.test");
  const tab = await here.tab({ name: "member", as: session.user.id });
  const card = tab.page.getByRole("region", { name: "Google" });
  await tab.sees(card.getByText("Support mailbox"));
  await tab.sees(
    card.getByText("It is the account ada@acme.test, authorized by owner. Everybody's agents act as it."),
  );
  await tab.look("integrations");
  tab.clean();
});

test("a member is told that the admin's pages are not theirs, and who can help", async () => {
  const { session } = await here.gateway.member("noa@acme.test");
  const tab = await here.tab({ name: "member-forbidden", as: session.user.id });
  await tab.heading("Integrations");
  const main = tab.page.getByRole("navigation", { name: "Main" });
  expect(await main.getByRole("link").allInnerTexts()).toEqual([
    "Integrations",
    "MCPs",
    "Allowed apps",
    "Approvals",
  ]);
  for (const [path, heading] of [
    ["/settings/connectors", "Connectors"],
    ["/agents", "Agents"],
    ["/policies", "Policies"],
    ["/settings/apps", "Provider apps"],
    ["/settings/company", "Company sign-in"],
    ["/settings/members", "Members"],
    ["/settings/tokens", "Tokens"],
    ["/settings/revocations", "Revocations"],
    ["/audit", "Audit"],
  ] as const) {
    await tab.page.goto(path);
    await tab.heading(heading);
    await tab.sees(/Your role here is member; it does not allow .* can, or can change your role\./);
    await tab.look(heading.toLowerCase());
  }
  tab.clean();
});
