import type { AgentRow } from "../../api/contract.ts";
import { Unplugged } from "../../ui/icons.tsx";
import { Tag } from "../../ui/notice.tsx";
import { agents as words } from "../../words/agents.ts";

/** The first thing that keeps it from working, or that it works. */
export function AgentHealth({ agent }: { agent: AgentRow }) {
  const { paused_at, manifest, tokens, clients, usable, blocked, last_seen_at } = agent;
  const { health } = words;
  if (paused_at)
    return (
      <Tag tone="unknown" icon={Unplugged}>
        {health.paused}
      </Tag>
    );
  if (usable + blocked === 0) return <Tag tone="attention">{health.noTools}</Tag>;
  if (tokens + clients === 0) return <Tag tone="attention">{health.noToken}</Tag>;
  // Without a manifest nobody said that it needs them all.
  if (blocked > 0 && (manifest || usable === 0)) return <Tag tone="attention">{health.blocked(blocked)}</Tag>;
  if (!last_seen_at) return <Tag tone="pending">{health.waiting}</Tag>;
  return <Tag tone="valid">{health.ready}</Tag>;
}
