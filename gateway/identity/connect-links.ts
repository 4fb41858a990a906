import type { Clock } from "../clock.ts";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { openLink, type SealingKeys, sealLink } from "./cookie.ts";

/** How long a link leads somewhere: an agent may ask in the evening what a person does in the morning. */
const LINK_MS = 24 * 3_600_000;

/**
 * Links that an agent or a client hands to a person. They are sealed, so they say nothing to who reads them; they sign
 * nobody in; and they open for the person alone whose call they come from, so that nobody can be led into connecting
 * an account for somebody else.
 * https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation#phishing
 */
export interface ConnectLinks {
  /**
   * The address to hand out for a page of the web app. For whoever acts for no person it is the page's own: that is
   * the admins', and asks for their role.
   */
  to(who: Principal, url: string): string;
  /** The path that the link leads to. Throws `connect_link_invalid`, `connect_link_other`. */
  open(who: Principal, link: string): string;
}

export interface ConnectLinkOptions {
  /** `derive("connect-link")` of the vault. */
  keys: SealingKeys;
  publicUrl: string;
  clock: Clock;
}

export function openConnectLinks({ keys, publicUrl, clock }: ConnectLinkOptions): ConnectLinks {
  return {
    to({ workspaceId, userId }, url) {
      const { origin, pathname, search } = new URL(url);
      if (origin !== publicUrl) throw new Error("a link leads to a page of the gateway");
      if (userId === undefined) return url;
      const sealed = sealLink(keys, {
        w: workspaceId,
        u: userId,
        t: pathname + search,
        e: clock() + LINK_MS,
      });
      return `${publicUrl}/connect/${sealed}`;
    },
    open(who, text) {
      const link = openLink(keys, text, clock());
      if (!link) throw new GatewayError("connect_link_invalid");
      if (link.u !== who.userId || link.w !== who.workspaceId) throw new GatewayError("connect_link_other");
      return link.t;
    },
  };
}
