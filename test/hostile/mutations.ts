/** One defence taken away, and the attacks whose tests must fail then. */
export interface Mutation {
  /** What is gone. */
  name: string;
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  replace: string;
  /** Where two defences stand one behind the other, both go. */
  also?: readonly Pick<Mutation, "file" | "find" | "replace">[];
  attacks: readonly string[];
}

export const mutations: readonly Mutation[] = [
  {
    name: "row-level security: one policy too many on connectors",
    file: "prisma/migrations/20261121000000_the_story/migration.sql",
    find: 'ALTER TABLE "workspaces" ENABLE ROW LEVEL SECURITY;',
    replace:
      'ALTER TABLE "workspaces" ENABLE ROW LEVEL SECURITY; CREATE POLICY leak ON "connectors" TO valetkey_tenant USING (true) WITH CHECK (true);',
    attacks: ["H02", "H18"],
  },
  {
    name: "ciphertext is bound to no workspace and no purpose",
    file: "gateway/vault/key-ring.ts",
    find: 'additionalData("key", keyId, workspaceId, purpose)',
    replace: 'additionalData("key", keyId)',
    also: [
      {
        file: "gateway/vault/envelope.ts",
        find: 'additionalData("body", String(VERSION), workspaceId, purpose, context)',
        replace: 'additionalData("body", String(VERSION), context)',
      },
    ],
    attacks: ["H19", "H20", "H28", "H29"],
  },
  {
    name: "the hosts of the consent are no part of the ciphertext",
    file: "gateway/vault/envelope.ts",
    find: "String(VERSION), workspaceId, purpose, context)",
    replace: "String(VERSION), workspaceId, purpose)",
    attacks: ["H22"],
  },
  {
    name: "a credential goes wherever the definition says today",
    file: "gateway/vault/hosts.ts",
    find: "if (bound === now) return;",
    replace: "if (bound !== '') return;",
    attacks: ["H150", "H151"],
  },
  {
    name: "an app of another client id serves for a grant",
    file: "gateway/grants/apps.ts",
    find: "!app || app.client.id !== clientId",
    replace: "!app",
    attacks: ["H152"],
  },
  {
    name: "a callback is anybody's who has it",
    file: "gateway/grants/finish.ts",
    find: 'if (row.userId !== who.userId || row.sessionId !== who.credentialId) throw new GatewayError("wrong_user");',
    replace: "",
    attacks: ["H33", "H34", "H35", "H36"],
  },
  {
    name: "an attempt has no end",
    file: "gateway/grants/finish.ts",
    find: 'if (row.expiresAt <= now) throw new GatewayError("state_expired", { data: about });',
    replace: "",
    attacks: ["H41"],
  },
  {
    name: "a shared connection is finished whatever the role is by then",
    file: "gateway/grants/finish.ts",
    find: 'row.kind === "shared" && !who.permissions.has("connectors.manage")',
    replace: "false",
    attacks: ["H42"],
  },
  {
    name: "the callback's issuer is not looked at",
    file: "gateway/vault/finish.ts",
    find: "iss !== undefined && iss !== provider.issuer",
    replace: "false",
    attacks: ["H37"],
  },
  {
    name: "PKCE: no challenge is sent",
    file: "gateway/vault/begin.ts",
    find: 'provider.pkce === "none" || provider.installation ? undefined',
    replace: "provider.id ? undefined",
    attacks: ["H39"],
  },
  {
    name: "an installation is believed because the callback names it",
    file: "gateway/vault/finish.ts",
    find: "reached.find((one) => one.id === wanted)",
    replace: '{ id: wanted ?? "", scopes: reached[0]?.scopes ?? [] }',
    also: [
      {
        file: "gateway/vault/finish.ts",
        find: "if (!(await administersAll(deps.egress, provider, { person, app, seenEndpoint })))",
        replace: "if (!administersAll || !person || !app || !seenEndpoint)",
      },
    ],
    attacks: ["H46"],
  },
  {
    name: "whoever waits for confirmation may be switched on",
    file: "gateway/grants/manage.ts",
    find: "  if (row.disabledBy === UNCONFIRMED)\n",
    replace: "  if (row.disabledBy === '')\n",
    attacks: ["H47"],
  },
  {
    name: "anybody of the workspace answers for anybody's connector",
    file: "gateway/api/integrations.ts",
    find: 'await deps.grants.get(who, id, who.userId ?? "");',
    replace: "await deps.grants.get(who, id);",
    attacks: ["H48"],
  },
  {
    name: "cookies: one purpose for two",
    file: "gateway/identity/cookie.ts",
    find: 'purpose: "valetkey company sign-in 1"',
    replace: 'purpose: "valetkey session cookie 1"',
    attacks: ["H52"],
  },
  {
    name: "cookies: whose session it is is not compared",
    file: "gateway/identity/sessions.ts",
    find: "return signedIn?.user.id === opened.u ? signedIn : undefined;",
    replace: "return signedIn;",
    attacks: ["H55"],
  },
  {
    name: "API tokens: a revocation is not looked at",
    file: "gateway/identity/api-tokens.ts",
    find: "if (row.revokedAt || !workspace || workspace.deletedAt)",
    replace: "if (!workspace || workspace.deletedAt)",
    attacks: ["H58"],
  },
  {
    name: "invitations: what the sender may give is not looked at",
    file: "gateway/identity/invitation-accept.ts",
    find: "if (!found || !manages(sender?.role, found.role))",
    replace: "if (!found || sender === undefined)",
    attacks: ["H65"],
  },
  {
    name: "roles: admins manage everybody",
    file: "gateway/identity/permissions.ts",
    find: 'admin: ["member", "auditor"],',
    replace: 'admin: ["owner", "admin", "member", "auditor"],',
    attacks: ["H71", "H72", "H73"],
  },
  {
    name: "roles: the last owner may go",
    file: "gateway/identity/permissions.ts",
    find: 'return target.role === "owner" && to !== "owner" && owners <= 1 ? "last_owner" : "allowed";',
    replace: 'return owners < 0 ? "last_owner" : "allowed";',
    attacks: ["H74"],
  },
  {
    name: "the record can be changed",
    file: "prisma/migrations/20261121000000_the_story/migration.sql",
    find: 'BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_events"',
    replace: 'BEFORE TRUNCATE ON "audit_events"',
    attacks: ["H80"],
  },
  {
    name: "the record's hashes are not computed again",
    file: "gateway/audit/chain.ts",
    find: 'return same(row.hash, linkHash(row)) ? undefined : "hash does not match its content";',
    replace: "return undefined;",
    attacks: ["H82"],
  },
  {
    name: "a write goes out before it is on the record",
    file: "gateway/invoke/index.ts",
    find: 'if (tool.tool.effect !== "read") {',
    replace: 'if (tool.tool.effect === "never") {',
    attacks: ["H85"],
  },
  {
    name: "the fence lets late results out",
    file: "gateway/fence/index.ts",
    find: "const isGone = () => held.isRevoked || epoch < fence.floor;",
    replace: "const isGone = () => epoch < 0;",
    attacks: ["H86"],
  },
  {
    name: "a session of before outlives a company sign-in",
    file: "gateway/http/company-router.ts",
    find: "await identity.sessions.end(here.principal);",
    replace: "",
    attacks: ["H100"],
  },
  {
    name: "metadata may name any host",
    file: "gateway/catalog/discovery.ts",
    find: "if (url !== undefined && !hosts.has(new URL(url).host))",
    replace: "if (url !== undefined && hosts.size === 0)",
    attacks: ["H103"],
  },
  {
    name: "addresses may stand in a provider's URLs",
    file: "gateway/egress/target.ts",
    find: 'if (literal(url.hostname) !== undefined) throw refuse("Providers are called by name, not by address.");',
    replace: "",
    attacks: ["H107"],
  },
  {
    name: "what a name resolves to is not looked at",
    file: "gateway/egress/lookup.ts",
    find: "if (!found.every((r) => accepts(r.address)))",
    replace: "if (found.every((r) => r.address === '' && accepts(r.address)))",
    attacks: ["H109"],
  },
  {
    name: "ids go into paths as they are",
    file: "mcp-servers/kit/path.ts",
    find: "return encodeURIComponent(value);",
    replace: "return value;",
    also: [
      {
        file: "gateway/invoke/bound-api.ts",
        find: 'if (!path.startsWith("/") || path.startsWith("//") ||',
        replace: 'if (path === "" &&',
      },
    ],
    attacks: ["H113"],
  },
  {
    name: "the forwarded host is believed",
    file: "gateway/http/guards.ts",
    find: "hosts.has(hostnameOf(req.headers.host))",
    replace: 'hosts.has(hostnameOf(String(req.headers["x-forwarded-host"] ?? req.headers.host)))',
    attacks: ["H116"],
  },
  {
    name: "CSRF values are compared letter by letter",
    file: "gateway/http/session.ts",
    find: "!equal(given, signedIn.csrf)",
    replace: "given !== signedIn.csrf",
    attacks: ["H126"],
  },
  {
    name: "no CSRF value is asked for",
    file: "gateway/http/session.ts",
    find: "if (!SAFE.has(req.method)) {",
    replace: "if (req.method === '') {",
    attacks: ["H45"],
  },
  {
    name: "the record takes any character",
    file: "gateway/audit/clean.ts",
    find: '.replace(unsafe, "");',
    replace: '.replace(unsafe, "$&");',
    attacks: ["H125"],
  },
  {
    name: "agents' bodies are read before their token is",
    file: "gateway/http/index.ts",
    find: "mcpAuthentication(deps.identity),\n    bodyGuard,\n    json,",
    replace: "bodyGuard,\n    json,\n    mcpAuthentication(deps.identity),",
    attacks: ["H128"],
  },
  {
    name: "bodies of any size",
    file: "gateway/http/index.ts",
    find: 'const BODY_LIMIT = "1mb";',
    replace: 'const BODY_LIMIT = "1gb";',
    attacks: ["H130", "H131"],
  },
  {
    name: "tokens in an answer that says it failed",
    file: "gateway/vault/token-response.ts",
    find: "if (good && fields.ok !== false) {",
    replace: "if (good) {",
    attacks: ["H136"],
  },
  {
    name: "tokens of any characters",
    file: "gateway/vault/token-response.ts",
    find: "isText(value) && value.length <= MAX_TOKEN && /^[\\x20-\\x7e]+$/.test(value);",
    replace: "isText(value) && value.length <= MAX_TOKEN;",
    attacks: ["H138"],
  },
  {
    name: "userinfo of any subject",
    file: "gateway/vault/finish.ts",
    find: "if (subject === undefined || !isSubject || account.id === subject) return account;",
    replace: "if (account.id) return account;",
    attacks: ["H140"],
  },
  {
    name: "answers unpack to any size",
    file: "gateway/egress/decode.ts",
    find: "await decoder(body, { maxOutputLength: maxBytes });",
    replace: "await decoder(body, { maxOutputLength: 2 ** 30 + 0 * maxBytes });",
    attacks: ["H147"],
  },
];
