import { Link } from "react-router";
import type { AgentRow } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { Tag } from "../../ui/notice.tsx";
import { Cell } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { agents as words } from "../../words/agents.ts";
import { AgentHealth } from "./agent-health.tsx";
import css from "./agents.module.css";

export function AgentLine({ agent }: { agent: AgentRow }) {
  const { id, name, slug, owner, tokens, clients, last_seen_at } = agent;
  const [, ofOwner, ofTools, ofTokens, ofSeen, ofHealth] = words.columns;
  return (
    <tr>
      <Cell long>
        <Link to={page.agent(id)}>{name}</Link> <code className={css.dim}>{slug}</code>
      </Cell>
      <Cell of={ofOwner} long>
        {owner?.name ?? words.ownerGone}
      </Cell>
      <Cell of={ofTools}>
        <MayUse agent={agent} />
      </Cell>
      <Cell of={ofTokens}>{words.credentials(tokens, clients)}</Cell>
      <Cell of={ofSeen}>{last_seen_at ? <Time at={last_seen_at} /> : words.never}</Cell>
      <Cell of={ofHealth}>
        <AgentHealth agent={agent} />
      </Cell>
    </tr>
  );
}

/** Without a manifest nothing but its tokens holds it. */
function MayUse({ agent: { manifest } }: { agent: AgentRow }) {
  if (manifest) return words.tools(new Set(manifest.tools.map(({ name }) => name)).size);
  return <Tag tone="attention">{words.noManifest}</Tag>;
}
