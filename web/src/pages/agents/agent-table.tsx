import { Link } from "react-router";
import type { AgentInfo } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { counted } from "../../scopes/pick.ts";
import { Empty } from "../../ui/empty.tsx";
import { Bot } from "../../ui/icons.tsx";
import { Tag } from "../../ui/notice.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { delegationWords } from "./delegation-words.ts";

const columns = ["Name", "Slug", "May use", "Acts for", "Registered"];

export function AgentTable({ agents }: { agents: readonly AgentInfo[] }) {
  if (agents.length === 0)
    return (
      <Empty icon={<Bot size={64} />}>
        No agent is registered yet. Register one to say which tools it may use, and give it a token.
      </Empty>
    );
  return (
    <Table label="Agents" columns={columns} narrow="cards">
      {agents.map((agent) => (
        <tr key={agent.id}>
          <Cell long>
            <Link to={page.agent(agent.id)}>{agent.name}</Link>
          </Cell>
          <Cell of="Slug" long>
            <code>{agent.slug}</code>
          </Cell>
          <Cell of="May use">
            <MayUse agent={agent} />
          </Cell>
          <Cell of="Acts for">{delegationWords(agent.delegation)}</Cell>
          <Cell of="Registered">
            <Time at={agent.created_at} />
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

/** Without a manifest nothing but its tokens holds it. */
function MayUse({ agent: { manifest } }: { agent: AgentInfo }) {
  if (manifest) return counted(new Set(manifest.tools.map(({ name }) => name)).size, "tool");
  return <Tag tone="attention">No manifest</Tag>;
}
