// Beside a room: its tests and what only they use.
const tests = "(^test/|\\.test\\.ts$|/fixtures?\\.ts$|^tools/)";
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: { pathNot: "generated" },
      to: { circular: true, viaOnly: { pathNot: "generated", dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "one-door-per-room",
      comment: "A room is entered by its index; api/contract.ts is the API's shape and may be read by all.",
      severity: "error",
      from: { path: "^gateway/([^/]+)/", pathNot: tests },
      to: {
        path: "^gateway/([^/]+)/",
        pathNot: ["^gateway/$1/", "^gateway/[^/]+/index\\.ts$", "^gateway/api/contract\\.ts$"],
      },
    },
    {
      name: "the-wiring-enters-by-the-door-too",
      severity: "error",
      from: { path: "^gateway/[^/]+\\.ts$", pathNot: tests },
      to: { path: "^gateway/[^/]+/", pathNot: "^gateway/[^/]+/index\\.ts$" },
    },
    ...Object.entries({
      egress: [],
      documents: [],
      fence: ["db"],
      audit: ["db", "api/contract"],
      identity: ["db", "egress"],
      policy: [],
      catalog: ["db", "egress"],
      vault: ["db", "egress"],
      grants: ["db", "audit", "catalog", "fence", "vault"],
      files: ["audit", "db", "egress", "vault"],
      invoke: ["audit", "catalog", "db", "egress", "fence", "files", "policy", "vault"],
      mcp: ["catalog", "invoke"],
      jobs: ["db"],
      api: ["audit", "catalog", "db", "grants", "identity", "policy"],
      http: ["api", "files", "identity", "invoke", "mcp"],
      db: [],
    }).map(([room, uses]) => ({
      name: `imports-point-inward-${room}`,
      severity: "error",
      from: { path: `^gateway/${room}/`, pathNot: tests },
      to: { path: "^gateway/[^/]+/", pathNot: [room, ...uses].map((r) => `^gateway/${r}`) },
    })),
    {
      name: "a-server-knows-only-the-kit",
      severity: "error",
      from: { path: "^mcp-servers/(?!kit/|providers/|index)([^/]+)/", pathNot: tests },
      to: { path: "^(gateway|web|prisma|mcp-servers)/", pathNot: ["^mcp-servers/$1/", "^mcp-servers/kit/"] },
    },
    {
      name: "the-kit-knows-only-zod",
      severity: "error",
      from: { path: "^mcp-servers/kit/", pathNot: tests },
      to: { pathNot: ["^mcp-servers/kit/", "node_modules/zod/"] },
    },
    {
      name: "only-the-kit-and-the-list-are-used",
      severity: "error",
      from: { path: "^gateway/", pathNot: tests },
      to: { path: "^mcp-servers/", pathNot: ["^mcp-servers/kit/index\\.ts$", "^mcp-servers/index\\.ts$"] },
    },
    {
      name: "only-db-holds-prisma",
      severity: "error",
      from: { pathNot: ["^gateway/db/", "^prisma", tests] },
      to: {
        path: [
          "node_modules/@prisma/",
          "node_modules/pg/",
          "node_modules/@electric-sql/",
          "^gateway/db/generated",
        ],
      },
    },
    {
      name: "only-the-vault-exchanges-tokens",
      comment: "And one file that signs people in: see docs/decisions/0016-company-sign-in.md.",
      severity: "error",
      from: { pathNot: ["^gateway/vault/", "^gateway/identity/oidc\\.ts$", tests] },
      to: { path: "node_modules/(openid-client|oauth4webapi)/" },
    },
    {
      name: "only-one-file-asks-the-key-service",
      severity: "error",
      from: { pathNot: ["^gateway/vault/kms\\.ts$", tests] },
      to: { path: "node_modules/@(aws-sdk|smithy)/" },
    },
    {
      name: "only-egress-opens-sockets",
      severity: "error",
      from: { pathNot: ["^gateway/egress/", tests] },
      to: { path: ["node_modules/undici/", "^(node:)?(net|tls|dns|https|http2)$"] },
    },
    {
      name: "only-mcp-speaks-mcp",
      severity: "error",
      from: { pathNot: ["^gateway/mcp/", tests] },
      to: { path: "node_modules/@modelcontextprotocol/" },
    },
    {
      name: "only-http-speaks-express",
      severity: "error",
      from: { pathNot: ["^gateway/http/", "^gateway/app\\.ts$", tests] },
      to: { path: "node_modules/(express|helmet|cookie)/" },
    },
    {
      name: "the-web-app-is-a-client",
      severity: "error",
      from: { path: "^web/" },
      to: { path: "^(gateway|mcp-servers|prisma|test)/", pathNot: "^gateway/api/contract\\.ts$" },
    },
    {
      name: "nobody-imports-tests",
      severity: "error",
      from: { pathNot: tests },
      to: { path: "(^test/|\\.test\\.ts$)" },
    },
    {
      name: "not-to-unresolvable",
      severity: "error",
      from: { pathNot: ["^test/types", "^web/"] },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "generated"] },
    exclude: { path: ["^test/types", "^web/dist"] },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    parser: "tsc",
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
