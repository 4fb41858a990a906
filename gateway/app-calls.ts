import { openReadiness } from "./agents/index.ts";
import type { CallTool } from "./api/index.ts";
import type { Credentials } from "./app-credentials.ts";
import type { Ground } from "./app-ground.ts";
import type { People } from "./app-people.ts";
import { openArgumentDigest } from "./audit/index.ts";
import { openDirectory, openToolSearch, type Registry } from "./catalog/index.ts";
import { openDocuments } from "./documents/index.ts";
import { openLinks, openUploads } from "./files/index.ts";
import { CallScope, type Invoke, openInvoke } from "./invoke/index.ts";
import { type Offer, openMcp } from "./mcp/index.ts";
import { openApprovals, openGuard, openLimits, openPolicies } from "./policy/index.ts";

export interface CallsOptions {
  /** Tests only: MCP endpoints beside those of the build's servers. */
  offers?: ReadonlyMap<string, Offer> | undefined;
}

const TRY_MS = 30_000;

/** A tool's call that is not made over MCP. What it read does not leave, so its fence may let go when it has ended. */
function callFrom(invoke: Invoke, registry: Registry): CallTool {
  return async (who, { server: id, tool, args, requestId }) => {
    const server = registry.servers.get(id);
    if (!server) throw new Error(`there is no server ${id}`);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TRY_MS);
    const scope = new CallScope({ requestId, signal: stop.signal, kill: () => stop.abort() });
    try {
      return await invoke.call(who, server, tool, args, scope);
    } finally {
      clearTimeout(timer);
      scope.end();
    }
  };
}

/** What happens to a call: who may make it, with what credential, and the MCP servers it comes in by. */
export function openCalls(ground: Ground, people: People, credentials: Credentials, options: CallsOptions) {
  const { config, clock, log, egress, keys, db, system, registry, audit } = ground;
  const { systemPrincipal, connectLinks } = people;
  const { vault, fence, verdicts, uses, apps } = credentials;
  const { publicUrl } = config;
  const [digestKey] = keys.derive("argument-digest");
  if (!digestKey) throw new Error("the key ring has no key");

  const directory = openDirectory(db, registry.providers);
  const search = openToolSearch(registry);
  const approvals = openApprovals({
    db,
    system,
    audit,
    keys: keys.derive("approval-arguments"),
    publicUrl,
    clock,
    systemPrincipal,
  });
  const limits = openLimits({ db, system, clock });
  const policies = openPolicies({ db, clock, present: registry.present });
  const guard = openGuard({ db, system, audit, clock });
  const links = openLinks({ keys: keys.derive("file-link"), publicUrl, clock });
  const uploads = openUploads({ db, system, audit, publicUrl, clock, systemPrincipal });
  const documents = openDocuments();
  const invoke = openInvoke({
    registry,
    egress,
    links,
    uploads,
    policies,
    guard,
    approvals,
    limits,
    documents,
    digest: openArgumentDigest(digestKey.key),
    vault,
    fence,
    audit,
    directory,
    clientOf: async (who, grant) => (await apps.ofGrant(who, grant)).client,
    onWorked: (who, connectorId, grantId, tool) => {
      uses.note(who.workspaceId, grantId, tool);
      verdicts.note(
        who,
        {
          workspaceId: who.workspaceId,
          connectorId,
          state: "valid",
          cause: null,
          source: "call",
          evidence: tool,
        },
        grantId,
      );
    },
    publicUrl,
    clock,
    log,
  });
  const { readiness, allReadiness } = openReadiness({
    registry,
    directory,
    publicUrl,
    denials: invoke.denials,
    linkFor: connectLinks.to,
  });
  const mcp = openMcp({
    registry,
    directory,
    search,
    readiness,
    invoke,
    version: config.version,
    publicUrl,
    keys: { session: keys.derive("mcp-session"), requestState: keys.derive("mcp-request-state") },
    linkFor: connectLinks.to,
    offers: options.offers,
    clock,
    log,
    channel: db.channel,
  });
  return {
    directory,
    search,
    approvals,
    limits,
    policies,
    guard,
    uploads,
    documents,
    invoke,
    readiness,
    allReadiness,
    mcp,
    call: callFrom(invoke, registry),
  };
}
