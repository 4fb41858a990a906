import { openBrowser } from "./browser.ts";
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

export async function admit({ gateway, traffic }: Stage, guest: Guest, signIn: SignIn): Promise<Access> {
  const { person, home } = guest;
  const user = person.session.user.id;
  const browser = await openBrowser({
    home,
    decide: () => Promise.reject(new Error("a client with a token asked to sign in")),
  });
  const { id, value } = await gateway.owner.newToken({ user, servers: ["gmail"] });
  traffic.know(value, user);
  const path = signIn === "token at /k" ? "/k/mcp/gmail" : "/mcp/gmail";
  return {
    door: { endpoint: new URL(gateway.url + path), token: value, metadataDocument: undefined, browser },
    revoke: () => gateway.owner.api("DELETE", `/tokens/${id}`),
    secrets: () => [value],
    asksAgain: () => browser.asked.length > 0,
    close: () => browser.close(),
  };
}
