import type { Page } from "playwright-core";
import { connectAgent } from "../support/agent.ts";
import { OAuthClient } from "../support/oauth-client.ts";
import { openProduct } from "./product.ts";
import { heading, press, sees, type View } from "./view.ts";

const CALLBACK = "integrations/:service/callback";

/** A person at the emulated consent page. */
async function consent(page: Page, email: string, choice: "Allow" | "Deny") {
  await heading(page, /wants access to your Google Account/);
  await page.getByRole("radio", { name: email }).check();
  await press(page, choice);
}

/** Begins to connect a Google account and stays where Google would take over. */
async function toGoogle(page: Page, tools: string) {
  await page.goto(`/settings/connectors?authorize=google&tools=${tools}`);
  await sees(page, /tools? needs? \d/);
  await page.getByLabel("Name", { exact: true }).fill("Kim's mailbox");
  // A window of its own would be another page; where there is no room for one, the whole page goes.
  await page.setViewportSize({ width: 390, height: 844 });
  await press(page, "Continue to Google");
}

/** Where somebody comes in, and where they come back from a provider. */
export const outside: readonly View[] = [
  {
    name: "sign-in",
    title: "Sign in",
    route: "sign-in",
    async open({ stranger }) {
      await stranger.goto("/sign-in");
      await sees(stranger, "Continue with Acme account");
      return stranger;
    },
  },
  {
    name: "invite",
    title: "An invitation",
    route: "invite",
    async open({ stranger, scene }) {
      const { url } = await scene.company.ana.api("POST", "/invitations", {
        email: "nia.okoye@acme.test",
        role: "member",
      });
      await stranger.goto(url);
      await heading(stranger, "Join Acme");
      return stranger;
    },
  },
  {
    name: "signed-in",
    title: "Signed in, in a tab beside",
    route: "signed-in",
    async open({ owner }) {
      await owner.goto("/signed-in");
      await heading(owner, "You are signed in");
      return owner;
    },
  },
  {
    name: "cli",
    title: "A program asks to be signed in",
    route: "cli/:code?",
    async open({ owner, scene }) {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ name: "ana-laptop" });
      const started = await fetch(`${scene.company.gateway.url}/api/cli/sign-in`, {
        method: "POST",
        headers,
        body,
      });
      const { verification_uri_complete: to } = (await started.json()) as {
        verification_uri_complete: string;
      };
      await owner.goto(to);
      await heading(owner, "Sign in the program on ana-laptop?");
      return owner;
    },
  },
  {
    name: "authorize",
    title: "An app asks for access (OAuth)",
    route: "authorize/:uid",
    async open({ owner, scene }) {
      const client = new OAuthClient({ url: scene.company.gateway.url, name: "VS Code" });
      await client.register();
      await owner.goto(client.authorizationUrl(client.resource()).href);
      await heading(owner, "Allow VS Code?");
      return owner;
    },
  },
  {
    name: "connect-link",
    title: "An agent's link, opened by somebody else",
    route: "connect/:link",
    async open({ member, scene }) {
      const { value } = await scene.company.ana.newToken({ name: "Ana's laptop" });
      const agent = await connectAgent(scene.company.gateway.url, value, "google_drive");
      const { error } = await agent.call("drive_list_shared_drives");
      await agent.close();
      await member.goto(String(error?.connect_url));
      await sees(member, "This link does not open here");
      return member;
    },
  },
  {
    name: "forbidden",
    title: "A member at an admin's page",
    route: "settings/connectors/:id?/:tab?",
    async open({ member }) {
      await member.goto("/settings/connectors");
      await sees(member, /^Your role here is member/);
      return member;
    },
  },
  {
    name: "callback-failed",
    title: "Back from a provider: denied",
    route: CALLBACK,
    async open({ owner }) {
      await toGoogle(owner, "gmail_list_labels");
      await consent(owner, "kim@acme.test", "Deny");
      await heading(owner, "Failed to connect integration");
      return owner;
    },
  },
  {
    name: "callback-connecting",
    title: "Back from a provider: connecting",
    route: CALLBACK,
    async open({ owner }) {
      await toGoogle(owner, "gmail_list_labels");
      // The gateway is never asked, so that this stays.
      await owner.route("**/integrations/google/callback*", (route) =>
        route.request().method() === "POST" ? undefined : route.continue(),
      );
      await consent(owner, "kim@acme.test", "Allow");
      await heading(owner, "Connecting integration…");
      return owner;
    },
  },
  {
    name: "callback-connected",
    title: "Back from a provider: connected",
    route: CALLBACK,
    async open({ owner }) {
      await owner.unroute("**/integrations/google/callback*");
      await toGoogle(owner, "gmail_list_labels");
      // The page it goes on to does not come, so that this one stays.
      await owner.route("**/assets/connectors-page-*.js", () => undefined);
      await consent(owner, "kim@acme.test", "Allow");
      await heading(owner, "Integration connected");
      return owner;
    },
  },
  {
    name: "embedded-warning",
    title: "The warning on another product's page",
    async open({ stranger, scene }) {
      const { value } = await scene.company.ana.newToken({ user: scene.company.ada.session.user.id });
      const product = await openProduct(scene.company, value);
      await stranger.goto(product.url);
      await sees(stranger, "A connection is missing");
      return stranger;
    },
  },
  {
    name: "api-docs",
    title: "The API's description",
    async open({ owner }) {
      await owner.unroute("**/assets/connectors-page-*.js");
      await owner.goto("/api/docs");
      await owner.locator(".opblock-tag").first().waitFor();
      return owner;
    },
  },
];
