import { places } from "./places.ts";
import { plural } from "./plural.ts";

/** What could be connected. */
export const catalogueWords = {
  title: places.catalogue,
  lead: "Services that agents could work with: what can be connected now, what is missing for the rest.",
  failed: "Failed to load the catalogue",
  search: "Search services",
  category: "Category",
  state: "State",
  q: "Search",
  states: {
    ready: "Can be connected",
    setup: "Needs a provider app",
    definable: "Needs a definition",
    not_yet: "Not yet",
  },
  noMatch: "No service matches these filters.",
  clear: "Clear filters",
  count: (shown: number) => plural(shown, { zero: "No service", one: "# service", other: "# services" }),
  connections: (number: number) =>
    plural(number, { zero: "Nothing connected", one: "# connection", other: "# connections" }),
  tools: (number: number) => plural(number, { one: "# tool", other: "# tools" }),
  authorize: "Authorize",
  authorizeService: (name: string) => `Authorize ${name}`,
  setUp: "Set up",
  setUpService: (name: string) => `Set up ${name}`,
  define: "Show definition",
  defineHow:
    "Put it into the file that PROVIDERS_FILE names, add client id and secret to the environment, and restart. It then has one tool, which tells whose account is connected.",
  definition: (name: string) => `definition of ${name}`,
  own: "Any service with OAuth 2.0 or OpenID Connect can be described in a file: see docs/providers.md.",
  why: {
    address: "Each customer has an address of their own there, which a connection cannot carry yet.",
    revocation: "Its access cannot be ended over its API in a way that a definition can say.",
    identity: "Whose account it is cannot be read in one plain call there.",
    signed: "It signs requests in the manner of OAuth 1.0a.",
  },
  defined: "Defined here",

  managingConnectors: "managing connectors",
  ownerOrAdminOfWorkspace: "An owner or admin of the workspace",
} as const;
