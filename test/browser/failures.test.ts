/**
 * What can go wrong for somebody at a page, and the test that shows it. What each says: what happened, what of it counts,
 * and what to do next.
 *
 * - Denied, at the provider: `consent`; to a client: `consent-page`; to a program: `elsewhere`; by a role: `teammate`,
 *   `policies`, `agents`; at an approval: `approvals`.
 * - Too late: a sign-in link `sessions`, an invitation `people`, the answer of a provider `consent`, a second time
 *   `consent`, a request of a client `consent-page`, an approval that somebody else decided `approvals`.
 * - A session that ended: midway `sessions`, in all tabs and with a form half filled `live`, by way of the company
 *   `company`; taken up by somebody else `live`.
 * - The provider is down: at a check, here; while a connection is made, `consent`; while everything is revoked,
 *   `revoke-everything`.
 * - The gateway is down or refuses: here, in a list and behind a button.
 * - No network: here and `live`.
 * - Two tabs and two people: `live`, `agents` (nothing is overwritten), `second-account`, `audit` (rows come meanwhile).
 * - Nowhere: here; an event `audit`, a connector's link of somebody else `connect-link`.
 */
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
  // Of the list and of the attempt, in either order.
  await expect.poll(() => tab.page.getByText("gateway_unreachable").count()).toBe(0);
  tab.clean();
});

test("what was pressed and failed says so in a dialog, and what is shown stays as it is", async () => {
  const agent = await here.gateway.owner.newAgent("Night shift");
  const tab = await here.tab({ name: "action-failed", as: owner });
  tab.expectErrors(/503 /);
  await tab.heading("Integrations");
  await tab.page.goto(`/agents/${agent}`);
  await tab.page.route("**/pause", (route) =>
    route.fulfill({ status: 503, json: unavailable, contentType: "application/problem+json" }),
  );
  await tab.button("Pause").click();
  const dialog = tab.page.getByRole("dialog", { name: /Night shift/ });
  await tab.sees(dialog.getByText("req_browser_test"));
  await tab.look("dialog");
  await tab.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await tab.sees(tab.button("Pause"));
  await here.gateway.owner.api("DELETE", `/agents/${agent}`);
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
    document.getElementById("late").style.height = "600px"`);
  await expect
    .poll(() => tab.complaints())
    .toEqual([expect.stringMatching(/^layout: \/integrations shifts by 0\./)]);
});
