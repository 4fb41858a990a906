import { expect, test } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { stage } from "./support/stage.ts";

const here = stage();

test("a link that an agent hands out opens for its person alone", async () => {
  const { gateway } = here;
  const kim = await gateway.member("kim@acme.test");
  const { value } = await gateway.owner.newToken();
  const agent = await connectAgent(gateway.url, value);
  const { error } = await agent.call("gmail_list_labels");
  expect(error).toMatchObject({ error: "connection_required" });
  const link = String(error?.connect_url);
  expect(link).toContain(`${gateway.url}/connect/`);
  await agent.close();

  const other = await here.tab({ name: "connect-other", as: kim.session.user.id });
  other.expectErrors(/403 .*connect_links/);
  await other.heading("Integrations");
  await other.page.goto(link);
  await other.sees("This link does not open here");
  await other.sees("connect_link_other");
  await other.look("other");
  other.clean();

  const tab = await here.tab({ name: "connect-own", scheme: "dark", width: 390 });
  tab.expectErrors(/401 .*session/);
  await tab.page.goto(link);
  await tab.heading("Sign in to Valetkey");
  await tab.page.getByLabel("Sign-in link or token").fill(await here.link());
  await tab.button("Sign in").click();
  await tab.heading("Integrations");
  await tab.sees(tab.dialog("Connect Google"));
  await tab.look("own");
  tab.clean();
});
