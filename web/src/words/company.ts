import type { ReactNode } from "react";
import { and } from "./format.ts";
import { line } from "./line.ts";
import { places } from "./places.ts";
import { plural } from "./plural.ts";

export const companyWords = {
  title: places.company,
  lead: "People sign in with the account they have anyway. It is set where the gateway runs, for all of its workspaces.",
  forbidden: "seeing how people sign in",
  who: "An owner or admin of the workspace",
  failed: "Failed to load how people sign in",
  isOn: (title: string) => `On: the sign-in page offers “Continue with ${title}”.`,
  isOff: "Off: people come in by one-time links and invitations.",

  facts: "How it is set",
  issuer: "Issuer",
  clientId: "Client id",
  secret: "Client secret",
  secretHint: "Set, and shown nowhere.",
  redirect: "Redirect address",
  redirectWhat: "redirect address",
  redirectLead: "The issuer has to know it exactly so:",
  domains: "Addresses",
  everyDomain: "Of every domain, as far as the person is a member or invited",
  onlyDomains: (domains: readonly string[]) => `Of ${and(domains)} alone`,
  joining: "Who was never here",
  noJoining: "Gets in with an invitation alone",
  joins: { member: "Becomes a member of this workspace", auditor: "Becomes an auditor of this workspace" },
  verified: "Verification",
  mustVerify: "The issuer must say that the address is verified",
  trusted: "Addresses count also where the issuer does not say whether they are verified",
  last: "Last used",
  lastBy: (name: string, email: string, when: ReactNode) => line`By ${name} (${email}), ${when}`,
  never: "By nobody yet in this workspace",

  check: "Check",
  checkLead: "Asks the issuer for its metadata and keys, as a sign-in would.",
  checkFailed: "Failed to check",
  answers: (keys: number, ms: number) =>
    plural(keys, {
      one: `The issuer answers, and shows # key to sign with. It took ${ms} ms.`,
      other: `The issuer answers, and shows # keys to sign with. It took ${ms} ms.`,
    }),
  problems: {
    sign_in_unreachable: {
      what: "The issuer cannot be reached, so nobody can sign in with the company's account. Links and sessions go on.",
      todo: "Look whether the gateway's machine reaches it. Its own origin may be private; other origins that its metadata names must be public. A certificate of your own authority goes into NODE_EXTRA_CA_CERTS.",
    },
    sign_in_misconfigured: {
      what: "The issuer answers, and not as this gateway is set up. Links and sessions go on.",
      todo: "LOGIN_OIDC_ISSUER must be what the issuer of /.well-known/openid-configuration below it says, with or without a slash at its end; the metadata must name a sign-in page, a token endpoint and keys.",
    },
  },
  checked: (when: ReactNode) => line`Checked ${when}`,

  how: "How to turn it on",
  howLead:
    "Any OpenID provider with discovery: Google Workspace, Microsoft Entra ID, Okta, Auth0, Keycloak and others.",
  register:
    "Register a web client at your provider, for the authorization code flow and the scopes openid, email and profile, with this redirect address:",
  set: "Set these where the gateway is configured, with the issuer, client id and client secret of your provider:",
  setWhat: "variables",
  restart:
    "Start the gateway again. A mistake stops the start, with one line that names the variable. This page then has a button that asks the issuer.",
  optional: "To change who gets in",
  optionalLead:
    "Further variables; without them members and invited people get in whose address is verified.",
  joinHint:
    "People of the allowed domains who were never here become members of this workspace. :auditor instead of :member is possible, more is not.",
  trustHint: "Only for a provider that leaves email_verified out and lets nobody choose their address.",
  variable: (name: string) => `variable ${name}`,
  /** Values to put one's own in the place of. */
  sample: {
    issuer: "https://id.example.com",
    client: "client-id",
    secret: "client-secret",
    account: (company: string) => `${company} account`,
  },
} as const;
