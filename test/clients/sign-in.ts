import { authorizeAs } from "../support/oauth-client.ts";
import { type Browser, openBrowser } from "./browser.ts";
import type { Door, SignIn } from "./matrix.ts";
import type { Guest, Stage } from "./stage.ts";

/** How one client is let in, and how that ends. */
export interface Access {
  door: Pick<Door, "endpoint" | "token" | "metadataDocument" | "browser">;
  /** The person (of OAuth) or an admin (of a token) takes it away. */
  revoke(): Promise<void>;
  /** What no refusal may show. */
  secrets(): string[];
  /** Whether the client has asked the person to sign in since. */
  asksAgain(): boolean;
  close(): Promise<void>;
}

async function withToken(
  { gateway, traffic }: Stage,
  guest: Guest,
  browser: Browser,
  path: string,
): Promise<Access> {
  const user = guest.person.session.user.id;
  const { id, value } = await gateway.owner.newToken({ user, servers: ["gmail"] });
  traffic.know(value, user);
  return {
    door: { endpoint: new URL(gateway.url + path), token: value, metadataDocument: undefined, browser },
    async revoke() {
      if (browser.asked.length > 0)
        throw new Error(`a client with a token wants to sign in: ${browser.asked}`);
      browser.refuse();
      await gateway.owner.api("DELETE", `/tokens/${id}`);
    },
    secrets: () => [value],
    asksAgain: () => browser.asked.length > 0,
    close: () => browser.close(),
  };
}

function withOAuth({ gateway, traffic }: Stage, guest: Guest, browser: Browser, document?: string): Access {
  const { person } = guest;
  let before = 0;
  return {
    door: {
      endpoint: new URL(`${gateway.url}/mcp/gmail`),
      token: undefined,
      metadataDocument: document,
      browser,
    },
    async revoke() {
      const { clients } = (await person.api("GET", "/oauth-clients")) as {
        clients: { id: string; client: { kind: string } }[];
      };
      const [allowed, ...others] = clients;
      if (!allowed || others.length > 0) throw new Error(`the person has allowed ${clients.length} clients`);
      const kind = document === undefined ? "registered" : "metadata_document";
      if (allowed.client.kind !== kind) throw new Error(`it came in as ${allowed.client.kind}, not ${kind}`);
      browser.refuse();
      before = browser.asked.length;
      await person.api("DELETE", `/oauth-clients/${allowed.id}`);
    },
    secrets: () => traffic.tokensOf(person.session.user.id),
    asksAgain: () => browser.asked.length > before,
    close: () => browser.close(),
  };
}

/** Prepares the way in; whether the client takes it is the client's affair. */
export async function admit(stage: Stage, guest: Guest, signIn: SignIn, client: string): Promise<Access> {
  const { person, home } = guest;
  const browser = await openBrowser({
    home,
    decide: (url, decision) => authorizeAs(person, url, { decision }),
  });
  if (signIn === "token") return withToken(stage, guest, browser, "/mcp/gmail");
  if (signIn === "token at /k") return withToken(stage, guest, browser, "/k/mcp/gmail");
  const document = signIn === "OAuth, metadata document" ? stage.documents.addressOf(client) : undefined;
  return withOAuth(stage, guest, browser, document);
}
