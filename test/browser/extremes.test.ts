import { beforeAll, describe, expect, test } from "vitest";
import type { Person } from "../support/person.ts";
import { stage } from "./support/stage.ts";

const LONG = {
  name: "Maximiliane Anastasia Wolkenstein-Hohenlohe-Langenburg",
  email: "maximiliane.wolkenstein-hohenlohe.customer-support.emea@subsidiary.example-corporation.acme.test",
};
const MAILBOX = "Customer support of the northern region, the second line and everything that is left over";
const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels"];

const here = stage({ google: { users: [LONG, { email: "ben@acme.test", name: "Ben Okafor" }] } });
let admin: Person;

beforeAll(async () => {
  admin = await here.gateway.member(LONG.email, "admin");
  await admin.authorize({ email: LONG.email, tools: READ, name: MAILBOX.slice(0, 80) });
  await admin.connect({ email: LONG.email, tools: READ });
  await admin.authorize({ email: "ben@acme.test", tools: READ, name: "Loremipsumdolorsitamet".repeat(3) });
  for (let at = 1; at <= 5; at++) {
    const agent = await admin.newAgent(`Agent ${at} that files what the ${MAILBOX}`.slice(0, 80));
    const token = await admin.newToken({ agent, name: `Token ${at} of ${MAILBOX}`.slice(0, 80) });
    if (at === 1) await admin.api("DELETE", `/tokens/${token.id}`);
  }
  await admin.api("POST", "/invitations", { email: `new.${LONG.email}`, role: "member" });
  await admin.api("POST", "/apps", {
    provider: "google",
    name: "Loremipsumdolorsitamet".repeat(3),
    client_id: `${"1234567890".repeat(20)}.apps.googleusercontent.com`,
    client_secret: "GOCSPX-of-no-client",
    is_default: false,
  });
  for (let at = 0; at < 60; at++) await admin.api("POST", "/audit/verify");
});

describe("long names and many rows", () => {
  test("stay readable", async () => {
    const { id } = admin.session.user;
    const tab = await here.tab({ name: "extremes", as: id });
    await tab.heading("Integrations");
    await tab.sees(LONG.email);
    await tab.look("integrations");
    await tab.button(/^Account menu of/).click();
    await tab.sees(tab.page.getByRole("menuitem", { name: "Sign out" }));
    await tab.look("account-menu");
    await tab.page.keyboard.press("Escape");
    await tab.go("Connectors");
    await tab.sees(tab.page.getByRole("row", { name: /Loremipsum/ }));
    await tab.look("connectors");
    await tab.link(MAILBOX.slice(0, 80).trim()).click();
    await tab.sees(tab.dialog(/^Customer support/));
    await tab.look("connector");
    await tab
      .dialog(/^Customer support/)
      .getByRole("button", { name: "Revoke" })
      .click();
    await tab.sees(tab.page.getByLabel(/^Type .* to confirm$/));
    expect(await tab.button(/^Revoke Customer/).isDisabled()).toBe(true);
    await tab.look("revoke-typed");
    await tab.button(/^Keep /).click();
    await tab.go("Provider apps");
    await tab.sees(tab.page.getByRole("region", { name: /^Loremipsum/ }));
    await tab.look("provider-apps");
    await tab.go("Members");
    await tab.sees(tab.page.getByRole("row", { name: /maximiliane.*Accepted|maximiliane.*Pending/ }));
    await tab.look("members");
    await tab.go("Tokens");
    await tab.sees(tab.page.getByRole("row", { name: /^Token 5/ }));
    await tab.look("tokens");
    await tab.go("Agents");
    await tab.sees(tab.page.getByRole("row", { name: /^Agent 5/ }));
    await tab.look("agents");
    await tab.link(/^Agent 5/).click();
    await tab.heading(/^Agent 5/);
    await tab.look("agent");
    await tab.go("Audit");
    await tab.sees("50 events shown, newest first");
    await tab.button("Next page").click();
    await tab.sees(/^This is an earlier page/);
    expect(tab.page.url()).toContain("cursor=");
    await tab.look("audit");
    tab.clean();
  });
});
