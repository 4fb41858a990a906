/**
 * The HTTP API as zod schemas and routes, a file a room; what `web/`, the CLI and the OpenAPI description are made of.
 * Times are ISO 8601 in UTC. Errors are problem details (RFC 9457), see `problem`.
 */
export * from "./activity.ts";
export * from "./agent-clients.ts";
export * from "./agents.ts";
export * from "./approvals.ts";
export * from "./apps.ts";
export * from "./attention.ts";
export * from "./audit.ts";
export * from "./catalog.ts";
export * from "./company.ts";
export * from "./connect-links.ts";
export * from "./connector.ts";
export * from "./connectors.ts";
export * from "./delegations.ts";
export * from "./device-sign-in.ts";
export * from "./guard.ts";
export * from "./integrations.ts";
export * from "./invitations.ts";
export * from "./limits.ts";
export * from "./live.ts";
export * from "./manifests.ts";
export * from "./mcps.ts";
export * from "./members.ts";
export * from "./missing.ts";
export * from "./oauth-clients.ts";
export * from "./oauth-interactions.ts";
export * from "./openapi.ts";
export * from "./overview.ts";
export * from "./policies.ts";
export * from "./policy-changes.ts";
export * from "./policy-test.ts";
export * from "./problem.ts";
export * from "./readiness.ts";
export * from "./rehearsals.ts";
export * from "./revocations.ts";
export * from "./roles.ts";
export * from "./route.ts";
export * from "./session.ts";
export * from "./sessions.ts";
export * from "./status.ts";
export * from "./tokens.ts";
export * from "./trusted-issuers.ts";
export * from "./verdict.ts";
export * from "./workspace.ts";
