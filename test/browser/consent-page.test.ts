import { describe, expect, test } from "vitest";
import { mcpWith, OAuthClient } from "../support/oauth-client.ts";
import { secondWorkspace } from "../support/second-workspace.ts";
import { waitingApp } from "./support/app.ts";
import { stage } from "./support/stage.ts";

const READ = ["gmail_search_threads", "gmail_list_labels"];
const WEB_APP = "https://app.example.test";
const app = waitingApp();

/** Names of the tools that a token lists at `/mcp/gmail`. */
async function toolsOf(url: string, token: string): Promise<string[]> {
  const { body } = await mcpWith(url, token, "/mcp");
  const { tools } = (body as { result: { tools: { name: string }[] } }).result;
  return tools.map(({ name }) => name);
}

describe("an app on this computer asks for everything", () => {
  const here = stage();

  test("one signs in first, allows less, and takes it back", async () => {
    const { gateway } = here;
    await gateway.owner.authorize({ email: "ada@acme.test", tools: READ, name: "Support mailbox" });
    const client = new OAuthClient({ url: gateway.url, redirectUri: app.redirectUri, name: "Desk app" });
    await client.register();
    const tab = await here.tab({ name: "consent-light-1280", origins: [app.origin] });
    tab.expectErrors(/401 .*session/);
    const { page } = tab;
    await page.goto(client.authorizationUrl(client.resource()).href);
    await tab.heading("Sign in to Valetkey");
    await page.getByLabel("Sign-in link or token").fill(await here.link());
    await tab.button("Sign in").click();
    await tab.heading("Allow Desk app?");
    await tab.sees(/The answer goes to a program on this computer/);
    await tab.sees("owner@acme.test");
    await tab.sees("ada@acme.test, shared in the workspace");
    expect(await page.evaluate("document.activeElement === document.body")).toBe(true);
    await tab.look("asked");
    await page.getByRole("radio", { name: "Read only" }).check();
    for (const server of ["Google Calendar", "Google Drive", "Slack", "GitHub"])
      await page.getByRole("checkbox", { name: server }).uncheck();
    await page
      .getByRole("region", { name: "Gmail" })
      .getByText(/^\d+ tools$/)
      .click();
    await tab.look("narrowed");
    await page.getByRole("checkbox", { name: "Gmail" }).uncheck();
    await tab.sees("Tick at least one server.");
    expect(await tab.button("Allow").isDisabled()).toBe(true);
    await page.getByRole("checkbox", { name: "Gmail" }).check();
    await tab.button("Allow").click();
    await tab.heading("Back in the app");
    const answer = app.answers[0];
    expect(answer?.get("state")).toBe(client.state);
    expect(answer?.get("iss")).toBe(gateway.url);
    const { body } = await client.exchange(answer?.get("code") ?? "", { resource: client.resource() });
    const names = await toolsOf(gateway.url, body.access_token);
    expect(names).toEqual(expect.arrayContaining(READ));
    expect(names.filter((name) => !/^gmail_|^check_connections$/.test(name))).toEqual([]);
    expect(names).not.toContain("gmail_send_message");

    await page.goto("/settings/clients");
    await tab.heading("Allowed apps");
    await tab.sees(page.getByRole("row", { name: /Desk app.*127\.0\.0\.1.*gmail · read only/ }));
    await tab.look("allowed");
    await tab.button("Revoke Desk app").click();
    await tab.sees(tab.dialog("Revoke Desk app?"));
    await tab.look("revoke");
    await tab.dialog("Revoke Desk app?").getByRole("button", { name: "Revoke Desk app" }).click();
    await tab.sees(page.getByRole("row", { name: /Desk app.*Revoked/ }));
    expect((await mcpWith(gateway.url, body.access_token, "/mcp")).status).toBe(401);
    tab.clean();
  });
});

describe("an app on the web asks for one server", () => {
  const here = stage();

  test("it is denied; the request is over then, and was nobody else's", async () => {
    const { gateway } = here;
    const client = new OAuthClient({
      url: gateway.url,
      redirectUri: `${WEB_APP}/callback`,
      name: "Inbox \u202ezero",
    });
    await client.register();
    const owner = gateway.owner.session.user.id;
    const tab = await here.tab({
      name: "consent-dark-390",
      scheme: "dark",
      width: 390,
      as: owner,
      origins: [WEB_APP],
    });
    const { page } = tab;
    await tab.heading("Integrations");
    let back: URL | undefined;
    await page.route(`${WEB_APP}/**`, (route) => {
      back = new URL(route.request().url());
      return route.fulfill({
        contentType: "text/html",
        body: "<!doctype html><title>App</title><h1>Back on the web</h1>",
      });
    });
    await page.goto(client.authorizationUrl(client.resource("gmail")).href);
    await tab.heading(/^Allow Inbox/);
    await tab.sees("app.example.test");
    await tab.sees(/You have not allowed .* before/);
    await tab.sees("Nothing is connected yet. When it calls a tool, it gets a link to connect.");
    const asked = page.url();
    await tab.look("asked");

    const kim = await gateway.member("kim@acme.test");
    const other = await here.tab({ name: "consent-foreign", as: kim.session.user.id });
    other.expectErrors(/404 /);
    await other.heading("Integrations");
    await other.page.goto(asked);
    await other.heading("Nothing to allow");
    await other.look("over");
    other.clean();

    await tab.button("Deny").click();
    await tab.heading("Back on the web");
    expect(back?.searchParams.get("error")).toBe("access_denied");
    expect(back?.searchParams.get("state")).toBe(client.state);
    tab.expectErrors(/404 .*interactions/);
    await page.goto(asked);
    await tab.heading("Nothing to allow");
    tab.clean();
  });

  test("an app without a name is warned of, and a gateway that fails says so", async () => {
    const { gateway } = here;
    const client = new OAuthClient({ url: gateway.url, redirectUri: `${WEB_APP}/callback` });
    await client.register({ client_name: undefined });
    const tab = await here.tab({ name: "consent-unknown", as: gateway.owner.session.user.id });
    tab.expectErrors(/503 /);
    const { page } = tab;
    await tab.heading("Integrations");
    await page.route("**/api/oauth/interactions/*", (route) =>
      route.fulfill({ status: 503, json: {}, contentType: "application/problem+json" }),
    );
    await page.goto(client.authorizationUrl(client.resource()).href);
    await tab.sees(page.getByRole("alert").filter({ hasText: "Failed to load the request" }));
    await tab.look("failed");
    await page.unroute("**/api/oauth/interactions/*");
    await tab.button("Retry").click();
    await tab.heading("Allow an app without a name?");
    await tab.sees(/This app gave no name/);
    await tab.look("unknown");
    tab.clean();
  });

  test("it is never shown in a frame", async () => {
    const { headers } = await fetch(`${here.gateway.url}/authorize/any`);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });
});

describe("a person of two workspaces", () => {
  const here = stage();

  test("chooses one, by keyboard alone, and is not asked again for the same app", async () => {
    const { gateway } = here;
    await secondWorkspace(gateway, { name: "Umbrella", ownerEmail: "owner@acme.test" });
    const { token } = await gateway.app.identity.sessions.createLink(
      gateway.workspaceId,
      gateway.owner.session.user.id,
      "operator",
    );
    const client = new OAuthClient({ url: gateway.url, redirectUri: `${WEB_APP}/callback`, name: "Web app" });
    await client.register();
    const tab = await here.tab({ name: "consent-two", origins: [WEB_APP] });
    const { page } = tab;
    await page.goto(`/sign-in#${token}`);
    await tab.heading("Overview");
    const answers: URLSearchParams[] = [];
    await page.route(`${WEB_APP}/**`, (route) => {
      answers.unshift(new URL(route.request().url()).searchParams);
      return route.fulfill({
        contentType: "text/html",
        body: "<!doctype html><title>App</title><h1>Back on the web</h1>",
      });
    });
    await page.goto(client.authorizationUrl(client.resource("gmail")).href);
    await tab.heading("Allow Web app?");
    await page.getByLabel("Workspace").selectOption({ label: "Umbrella" });
    await tab.look("two");
    // Not before the page has been there for a moment.
    await tab.button("Allow").and(page.locator(":enabled")).waitFor();
    await page.getByLabel("Workspace").focus();
    const focused = () =>
      page.evaluate<string>("document.activeElement.innerText || document.activeElement.value");
    const seen: string[] = [];
    for (let presses = 0; presses < 10 && seen.at(-1) !== "Allow"; presses++) {
      await page.keyboard.press("Tab");
      seen.push(await focused());
    }
    expect(seen.at(-1)).toBe("Allow");
    expect(seen).not.toContain("Deny");
    await page.keyboard.press("Enter");
    await tab.heading("Back on the web");
    const { body } = await client.exchange(answers[0]?.get("code") ?? "", {
      resource: client.resource("gmail"),
    });
    expect(body.access_token).toBeTruthy();
    // The gateway answers by itself now, and its redirects are not the stand-in's to answer.
    const again = page.waitForRequest((request) => request.url().startsWith(WEB_APP));
    await page.goto(client.authorizationUrl(client.resource("gmail")).href).catch(() => undefined);
    expect(new URL((await again).url()).searchParams.get("code")).toBeTruthy();
    tab.clean();
  });
});
