import type {
  AgentClient,
  AgentInfo,
  ManifestCheck,
  ManifestDiff,
} from "../../gateway/api/contract/index.ts";
import { changedAgent, manifestToCheck, newAgent, newAgentClient } from "../../gateway/api/contract/index.ts";
import type { Call, Handler } from "./fake-call.ts";
import { agents, ago, ana, connectors, makeId, tokens, tools } from "./fake-data.ts";
import { Fault } from "./fake-problem.ts";

type Manifest = AgentInfo["manifest"];

const find = (id: string | undefined): AgentInfo => {
  const found = agents.find((agent) => agent.id === id);
  if (found) return found;
  throw new Fault(404, "not_found", "There is no such agent.", "Look at the list of agents.");
};

const history = new Map<string, { version: number; at: string; manifest: Manifest }[]>();
const clients = new Map<string, AgentClient[]>();

const namesOf = (manifest: Manifest) => manifest?.tools.map(({ name }) => name) ?? tools.map((t) => t.name);

function diffOf(from: Manifest, to: Manifest): ManifestDiff {
  const [before, after] = [new Set(namesOf(from)), new Set(namesOf(to))];
  const rows = (names: string[]) => names.map((name) => ({ name, connectors: null }));
  const added = [...after].filter((name) => !before.has(name));
  return {
    widens: added.length > 0,
    from_everything: from === null,
    to_everything: to === null,
    added: rows(added),
    removed: rows([...before].filter((name) => !after.has(name))),
    narrowed: [],
    widened: [],
  };
}

function check({ ids, body }: Call): ManifestCheck {
  const agent = find(ids[0]);
  const { manifest } = manifestToCheck.parse(body);
  const problems: ManifestCheck["problems"] = [];
  for (const [at, { name, connector }] of (manifest?.tools ?? []).entries()) {
    if (!tools.some((tool) => tool.name === name))
      problems.push({
        level: "error",
        code: "unknown_tool",
        path: `tools.${at}.name`,
        message: `There is no tool ${name}.`,
      });
    else if (connector && !connectors.some((each) => each.slug === connector))
      problems.push({
        level: "warning",
        code: "connection_required",
        path: `tools.${at}.connector`,
        message: `Nothing is connected as ${connector}.`,
      });
  }
  const ok = !problems.some(({ level }) => level === "error");
  return {
    ok,
    version: agent.version,
    manifest,
    problems,
    diff: ok ? diffOf(agent.manifest, manifest) : null,
  };
}

function change({ ids, body }: Call): AgentInfo {
  const agent = find(ids[0]);
  const { name, manifest, delegation, if_version } = changedAgent.parse(body);
  if (if_version !== undefined && if_version !== agent.version)
    throw new Fault(409, "conflict", "This changed meanwhile.", "Reload and try again.", {
      version: agent.version,
    });
  if (name !== undefined) agent.name = name;
  if (delegation !== undefined) agent.delegation = delegation;
  if (manifest !== undefined) {
    agent.manifest = manifest;
    agent.version += 1;
    history.set(agent.id, [
      { version: agent.version, at: ago(0), manifest },
      ...(history.get(agent.id) ?? []),
    ]);
  }
  return { ...agent };
}

const by = { id: ana.id, name: ana.name };

const detail = ({ ids }: Call) => {
  const agent = find(ids[0]);
  return {
    agent,
    tokens: tokens.filter(({ subject }) => subject.id === agent.id),
    versions: (history.get(agent.id) ?? []).map(({ version, at, manifest }) => ({
      version,
      changed_by: by,
      changed_at: at,
      tools: manifest?.tools.length ?? null,
    })),
  };
};

const readiness = ({ ids }: Call) => {
  const agent = find(ids[0]);
  const names = namesOf(agent.manifest);
  return {
    ready: names.length < 3,
    checked_at: ago(0),
    caller: { kind: "agent", id: agent.id, name: agent.name, on_behalf_of: null },
    tools: { usable: Math.min(2, names.length), blocked: Math.max(0, names.length - 2) },
    problems:
      names.length < 3
        ? []
        : [
            {
              code: "scope_missing",
              provider: "google",
              connector: "ops",
              message: "`ops` (ops@acme.test) was not given what these tools need.",
              who: "admin",
              url: "http://localhost:8787/settings/connectors?change=con_x",
              missing_scopes: ["https://www.googleapis.com/auth/gmail.modify"],
              tools: names.slice(2),
            },
          ],
  };
};

function createClient({ ids, body }: Call) {
  const agent = find(ids[0]);
  const { name, read_only, jwks, jwks_uri, redirect_uris } = newAgentClient.parse(body);
  const signs = jwks !== undefined || jwks_uri !== undefined;
  const client: AgentClient = {
    id: makeId("oac"),
    name,
    auth: signs ? "private_key_jwt" : "client_secret",
    jwks_uri: jwks_uri ?? null,
    redirect_uris,
    read_only,
    created_by: ana.name,
    created_at: ago(0),
    revoked_at: null,
    last_used_at: null,
  };
  clients.set(agent.id, [client, ...(clients.get(agent.id) ?? [])]);
  const secret = signs ? null : "fakeFAKEfakeFAKEfakeFAKEfakeFAKE";
  return { client, client_secret: secret, token_endpoint: "http://localhost:8787/oauth/token" };
}

const rowOf = (agent: AgentInfo) => ({
  ...agent,
  owner: { id: ana.id, name: ana.name },
  tokens: 1,
  clients: 0,
  last_seen_at: ago(7),
  usable: 3,
  blocked: 0,
});

export const agentHandlers: Handler[] = [
  ["GET", "/agents", () => ({ agents: agents.map(rowOf), next_cursor: null })],
  [
    "POST",
    "/agents",
    ({ body }) => {
      const { name, manifest = null } = newAgent.parse(body);
      const made: AgentInfo = {
        id: makeId("agt"),
        slug: name.toLowerCase().replaceAll(" ", "_"),
        name,
        created_at: ago(0),
        manifest,
        version: manifest ? 1 : 0,
        delegation: "none",
        created_by: ana.id,
        paused_at: null,
      };
      agents.unshift(made);
      return made;
    },
  ],
  ["GET", "/agents/*", detail],
  ["PATCH", "/agents/*", change],
  [
    "DELETE",
    "/agents/*",
    ({ ids }) => ({ id: agents.splice(agents.indexOf(find(ids[0])), 1)[0]?.id, tokens: 1 }),
  ],
  ["POST", "/agents/*/manifest/check", check],
  [
    "GET",
    "/agents/*/manifests/*",
    ({ ids }) => {
      const found = history.get(find(ids[0]).id)?.find(({ version }) => String(version) === ids[1]);
      if (!found) throw new Fault(404, "not_found", "There is no such version.", "Look at the list.");
      return {
        version: found.version,
        changed_by: by,
        changed_at: found.at,
        manifest: found.manifest,
      };
    },
  ],
  ["GET", "/agents/*/check", readiness],
  ["GET", "/agents/*/clients", ({ ids }) => ({ clients: clients.get(find(ids[0]).id) ?? [] })],
  ["POST", "/agents/*/clients", createClient],
  [
    "DELETE",
    "/agents/*/clients/*",
    ({ ids }) => {
      const found = clients.get(find(ids[0]).id)?.find(({ id }) => id === ids[1]);
      if (found) found.revoked_at = ago(0);
      return found;
    },
  ],
];
