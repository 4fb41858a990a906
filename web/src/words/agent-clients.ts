import type { ReactNode } from "react";
import { line } from "./line.ts";

export const clientDraft = {
  giveClientName: "Give the client a name, so that you can tell it from others.",
  noHttpsAddress: "That is no https address.",
  noSetOfKeys: 'That is no set of keys: JSON with a list called "keys".',
} as const;

export const clientTable = {
  name: "Name",
  clientId: "Client id",
  provesItself: "Proves itself by",
  access: "Access",
  state: "State",
  lastUsed: "Last used",
  actions: "Actions",
  oauthClients: "OAuth clients",
  clientIdOf: (name: string) => `client id of ${name}`,
  secret: "A secret",
  signature: "A signature",
  keysAt: (jwksUri: string) => `, keys at ${jwksUri}`,
  readOnly: "Read only",
  asItsManifest: "As its manifest",
  alsoForPeopleWhoLetIt: ", also for people who let it",
  revoked: (revokedAt: ReactNode) => line`Revoked ${revokedAt}`,
  live: "Live",
  never: "Never",
  oldSecretEnds: (at: ReactNode) => line`The secret before ends ${at}`,
  rotate: "Rotate",
  rotateOf: (name: string) => `Rotate the secret of ${name}`,
  revoke: "Revoke",
  revokeOf: (name: string) => `Revoke ${name}`,
} as const;

export const clientsTab = {
  forAgentsThatSpeakOauth:
    "For agents that speak OAuth by themselves (client credentials): a secret or a key of their own buys tokens of a few minutes.",
  createClient: "Create client",
  failedToLoadOauthClients: "Failed to load OAuth clients",
  noOauthClientYet: "No OAuth client yet. Most agents need none: an API token is simpler.",
  oauthClientRevoked: (name: string) => `OAuth client ${name} revoked`,
  revokeAsk: (name: string | undefined) => `Revoke ${name}?`,
  keepClient: "Keep client",
  revokeClient: "Revoke client",
  itsTokensAreRefusedFromNow:
    "Its tokens are refused from now on, and it gets no new ones. This cannot be undone; a new client can be made.",
} as const;

export const rotateClient = {
  title: (name: string) => `Rotate the secret of ${name}?`,
  lead: "The client id stays. If the secret has leaked, end the old one now: the tokens that were bought with it end too.",
  act: "Rotate secret",
  failed: "Failed to rotate the secret",
  rotated: (name: string) => `Secret of ${name} rotated`,
  what: "client secret",
} as const;

export const newClientDialog = {
  oauthClientCreated: (name: string) => `OAuth client ${name} created`,
  createOauthClient: (name: string) => `Create OAuth client of ${name}`,
  clientSecret: "client secret",
  itSignsWithItsOwnKey: "It signs with its own key: there is no secret to keep.",
  clientId: "Client id",
  tokenEndpoint: "Token endpoint",
} as const;

export const newClientForm = {
  name: "Name",
  whereItRuns: "Where it runs, for example “Nightly job”.",
  redirectAddresses: "Redirect addresses",
  onlyIfPeopleLetItAct:
    "Only if people let it act for them through the consent page: where they come back to, one a line.",
  readOnly: "Read only",
  refusesEveryToolThatWrites: "Refuses every tool that writes, sends or deletes.",
  failedToCreateClient: "Failed to create the client",
  cancel: "Cancel",
  createClient: "Create client",
  itProvesItself: "It proves itself by",
  secret: "A secret",
  madeHereAndShownOnce: "Made here and shown once.",
  signatureKeysAtAddress: "A signature, keys at an address",
  keysMayChangeThere: "Keys may change there.",
  signatureKeysEnteredHere: "A signature, keys entered here",
  publicKeysOnly: "Public keys only.",
  addressOfItsKeysJwks: "Address of its keys (JWKS)",
  publicKeysJwks: "Public keys (JWKS)",
  keys: '{"keys": […]}',
} as const;
