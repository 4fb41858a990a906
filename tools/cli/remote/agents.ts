import { type AgentInfo, getAgent, listAgents } from "../../../gateway/api/contract/agents.ts";
import { checkAgent } from "../../../gateway/api/contract/readiness.ts";
import type { Remote } from "../command.ts";
import { CliError, EXIT } from "../exit.ts";
import { type Gateway, openGateway } from "../gateway/connect.ts";
import type { Io } from "../io.ts";
import { json, sheet, table, tone } from "../table.ts";
import { clean, count, number, when } from "../text.ts";
import { abortable } from "./abortable.ts";
import { pages } from "./pages.ts";
import { tokenColumns } from "./tokens-table.ts";

const columns = [
  { title: "slug", cell: (a: AgentInfo) => a.slug },
  { title: "id", cell: (a: AgentInfo) => a.id },
  {
    title: "tools",
    cell: (a: AgentInfo) => (a.manifest ? number(a.manifest.tools.length) : "any"),
    right: true,
  },
  {
    title: "acts for",
    cell: (a: AgentInfo) =>
      typeof a.delegation === "string" ? a.delegation : count(a.delegation.length, "person", "people"),
  },
  { title: "made", cell: (a: AgentInfo) => when(a.created_at) },
  { title: "name", cell: (a: AgentInfo) => a.name, shrinks: true },
];

async function all({ client, at, signal }: Gateway): Promise<AgentInfo[]> {
  const agents: AgentInfo[] = [];
  const ask = (query: { cursor?: string }) =>
    client.send(listAgents, { params: at, query, ...abortable(signal) });
  for await (const page of pages(ask)) agents.push(...page.agents);
  return agents;
}

/** The id of the agent, named by id or slug. Throws `not_found`. */
export async function agentId(gateway: Gateway, named: string): Promise<string> {
  if (/^agt_/.test(named)) return named;
  const found = (await all(gateway)).find(({ slug }) => slug === named);
  if (!found)
    throw new CliError(EXIT.notFound, `There is no agent ${named}.`, { next: "valetkey agents list" });
  return found.id;
}

export async function list(io: Io, options: Remote): Promise<void> {
  const agents = await all(await openGateway(io, options));
  await io.out(
    options.json
      ? json({ agents })
      : table(io, agents, columns, "There is no agent yet: register one in the browser."),
  );
}

export async function get(io: Io, options: Remote, named: string): Promise<void> {
  const gateway = await openGateway(io, options);
  const { client, at, signal } = gateway;
  const params = { ...at, agent: await agentId(gateway, named) };
  const detail = await client.send(getAgent, { params, ...abortable(signal) });
  if (options.json) return io.out(json(detail));
  const { agent, tokens, versions } = detail;
  const tools = agent.manifest?.tools.map(({ name, connector }) =>
    connector ? `${name} (${connector})` : name,
  );
  await io.out(
    sheet(io, [
      ["Agent", `${agent.name} (${agent.slug}, ${agent.id})`],
      ["Acts for", typeof agent.delegation === "string" ? agent.delegation : agent.delegation.join(", ")],
      [
        "Manifest",
        agent.manifest
          ? `version ${agent.version}, changed ${when(versions[0]?.changed_at)}`
          : "none: whatever its tokens may",
      ],
      ["Tools", tools?.join(", ") ?? "-"],
    ]),
  );
  await io.out(`\n${table(io, tokens, tokenColumns, "It has no token.")}`);
}

const SHOWN = 6;
const some = (names: readonly string[]): string =>
  names.length <= SHOWN
    ? names.join(", ")
    : `${names.slice(0, SHOWN).join(", ")} and ${names.length - SHOWN} more`;

const WHO: Readonly<Record<string, string>> = {
  you: "you",
  person: "the person it acts for",
  owner: "the connector's owner",
  admin: "an admin",
};

/** What stands between an agent and its tools. 1 when something does. */
export async function check(io: Io, options: Remote, named: string): Promise<number> {
  const gateway = await openGateway(io, options);
  const { client, at, signal } = gateway;
  const params = { ...at, agent: await agentId(gateway, named) };
  const found = await client.send(checkAgent, { params, ...abortable(signal) });
  const exit = found.ready ? EXIT.ok : EXIT.failed;
  if (options.json) {
    await io.out(json(found));
    return exit;
  }
  const { caller, tools, problems } = found;
  const mark = found.ready ? tone(io, "green", "READY") : tone(io, "red", "NOT READY");
  await io.out(
    `${clean(caller.name)}  ${mark}  ${number(tools.usable)} of ${count(tools.usable + tools.blocked, "tool")} can be called.\n`,
  );
  for (const { message, who, url, tools: of } of problems)
    await io.out(
      `\n  ${clean(message)}\n  Acts: ${WHO[who] ?? who}, at ${clean(url)}\n  Tools: ${clean(some(of))}\n`,
    );
  return exit;
}
