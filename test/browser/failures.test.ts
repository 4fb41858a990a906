import { beforeAll, expect, test } from "vitest";
import { stage } from "./support/stage.ts";

const here = stage();
let owner: string;
beforeAll(async () => {
  owner = here.gateway.owner.session.user.id;
  await here.gateway.owner.connect({ email: "ada@acme.test" });
});

const unavailable = {
  type: "about:blank",
  title: "The gateway cannot do this right now.",
  status: 503,
  code: "unavailable",
  next: "Try again in a few seconds.",
  request_id: "req_browser_test",
};

test("a provider that is down makes the verdict Unknown, not Invalid", async () => {
  const { google } = here.gateway;
  const tab = await here.tab({ name: "provider-down", as: owner });
  await tab.sees(tab.button("Validate Google"));
  google.inject({ path: "/v1/userinfo", status: 503 });
  await tab.button("Validate Google").click();
  await tab.sees(tab.page.getByText("Unknown", { exact: true }));
  await tab.sees(/Google could not be reached\./);
  await tab.look("unknown");
  google.clearFaults();
  await tab.button("Validate Google").click();
  await tab.sees(tab.page.getByText("Valid", { exact: true }));
  tab.clean();
});

test("a gateway that fails shows what failed, the request to quote, and Retry that works", async () => {
  const tab = await here.tab({ name: "api-error", as: owner });
  tab.expectErrors(/503 /);
  await tab.heading("Integrations");
  await tab.go("Tokens");
  await tab.page.route("**/api/workspaces/*/integrations", (route) =>
    route.fulfill({ status: 503, json: unavailable, contentType: "application/problem+json" }),
  );
  await tab.page.goto("/integrations");
  await tab.sees(tab.page.getByRole("alert").filter({ hasText: "Failed to load integrations" }));
  await tab.sees("req_browser_test");
  await tab.look("failed");
  await tab.page.unroute("**/api/workspaces/*/integrations");
  await tab.button("Retry").click();
  await tab.sees(tab.button("Validate Google"));
  expect(await tab.page.getByRole("alert").count()).toBe(0);
  tab.clean();
});

test.each([
  ["/agents", "**/api/workspaces/*/agents", "Failed to load agents", "No agent is registered yet."],
  [
    "/approvals",
    "**/api/workspaces/*/approvals?*",
    "Failed to load approvals",
    "Nothing waits for a person.",
  ],
  ["/policies", "**/api/workspaces/*/policies", "Failed to load the rules", "There is no rule yet"],
  [
    "/settings/clients",
    "**/api/workspaces/*/oauth-clients?*",
    "Failed to load allowed apps",
    "You have not allowed an app yet.",
  ],
])("%s says what failed, and comes back with Retry", async (path, request, failed, empty) => {
  const tab = await here.tab({ name: `failed${path.replaceAll("/", "-")}`, as: owner });
  tab.expectErrors(/503 /);
  await tab.heading("Integrations");
  await tab.page.route(request, (route) =>
    route.fulfill({ status: 503, json: unavailable, contentType: "application/problem+json" }),
  );
  await tab.page.goto(path);
  const alert = tab.page.getByRole("alert").filter({ hasText: failed });
  await tab.sees(alert);
  await tab.look("failed");
  await tab.page.unroute(request);
  await alert.getByRole("button", { name: "Retry" }).click();
  await tab.sees(new RegExp(`^${empty}`));
  await alert.waitFor({ state: "detached" });
  tab.clean();
});

test("without a network what was read stays, and comes up to date with Retry", async () => {
  const tab = await here.tab({ name: "offline", as: owner });
  tab.expectErrors(/ERR_INTERNET_DISCONNECTED/);
  await tab.sees(tab.button("Validate Google"));
  await tab.context.setOffline(true);
  await tab.button("Validate Google").click();
  await tab.sees("gateway_unreachable");
  await tab.sees("ada@acme.test");
  await tab.look("offline");
  await tab.context.setOffline(false);
  await tab.button("Validate Google").click();
  await tab.page.getByText("gateway_unreachable").waitFor({ state: "detached" });
  tab.clean();
});

test("an address that leads nowhere says so and leads back", async () => {
  const tab = await here.tab({ name: "not-found", as: owner });
  await tab.heading("Integrations");
  await tab.page.goto("/nowhere");
  await tab.heading("Page not found");
  await tab.look("not-found");
  await tab.link("Back to integrations").click();
  await tab.heading("Integrations");
  tab.clean();
});

test("these tests notice what moves a page under its reader, and nothing else of it", async () => {
  const tab = await here.tab({ name: "moved", as: owner });
  await tab.sees(tab.button("Validate Google"));
  await tab.look("as-it-was");
  await tab.page.waitForTimeout(600); // what a click or a new size moves is no fault
  tab.clean();
  await tab.page.evaluate(`document.querySelector("main").prepend(
    Object.assign(document.createElement("p"), { textContent: "Late", id: "late" }));
    document.getElementById("late").style.height = "200px"`);
  await expect
    .poll(() => tab.complaints())
    .toEqual([expect.stringMatching(/^layout: \/integrations shifts by 0\./)]);
});
