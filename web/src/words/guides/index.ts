import { githubApp, githubOauth } from "./github.ts";
import { google } from "./google.ts";
import type { Guide } from "./guide.ts";
import { slack } from "./slack.ts";

export type { Guide } from "./guide.ts";

const guides: readonly Guide[] = [google, slack, githubOauth, githubApp];

/** For providers that somebody defined: what holds for any OAuth 2.0 service (RFC 6749, RFC 7636). */
const generic = (provider: string, kind: string, title: string, issuer?: string): Guide => ({
  provider,
  kind,
  title: `${title} OAuth client`,
  summary: `A confidential client at ${title} for the authorization code flow, with a client secret.`,
  checked: "2026-11-21",
  console: { label: title, url: issuer ?? "" },
  docs: [],
  auth: [
    `Make an OAuth client, also called app or integration, in ${title}'s developer settings. Choose “web” or “confidential” where it asks.`,
    "Add the redirect address from above, exactly so, to its redirect or callback addresses.",
    "Allow the authorization code grant and, where it is offered, refresh tokens or offline access.",
    "Copy client id and client secret. Many providers show the secret only once.",
  ],
  scopes: [
    "Allow the scopes of the table below, where the provider keeps a list of what a client may ask for.",
  ],
  webhooks: "None.",
  verification: ["Some providers review clients before people outside your organisation can use them."],
  troubleshooting: [
    {
      see: "redirect_uri mismatch, invalid redirect",
      means: "The address is not registered, or differs in a letter, the port or a slash at the end.",
      do: "Copy it from above once more.",
    },
    {
      see: "invalid_client",
      means: "Client id or secret is wrong, or the provider wants them sent in another way.",
      do: "Copy both again; then look at client_authentication in the provider's definition.",
    },
    {
      see: "invalid_scope",
      means: "The client may not ask for one of the scopes.",
      do: "Allow it at the provider, or pick fewer tools.",
    },
  ],
  rollback: [
    "Revoke the connections here first.",
    "Delete the client at the provider: its tokens end with it.",
  ],
});

export const guideOf = (provider: { id: string; title: string }, kind = "oauth_app"): Guide =>
  guides.find((guide) => guide.provider === provider.id && guide.kind === kind) ??
  generic(provider.id, kind, provider.title);
