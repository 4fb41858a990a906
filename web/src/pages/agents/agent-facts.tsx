import type { AgentInfo } from "../../api/contract.ts";
import { useSession } from "../../shell/session-context.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Time } from "../../ui/time.tsx";
import { agentFacts as words } from "../../words/agent-page.ts";
import css from "./agents.module.css";
import { delegationWords } from "./delegation-words.ts";

export function AgentFacts({ agent }: { agent: AgentInfo }) {
  const { public_url } = useSession();
  return (
    <div className={css.facts}>
      <Facts>
        <Fact name={words.slug}>
          <code>{agent.slug}</code>
        </Fact>
        <Fact name={words.id}>
          <MonoId value={agent.id} what={words.agentId} />
        </Fact>
        <Fact name={words.connects}>
          <code>{words.mcp(public_url)}</code>
        </Fact>
        <Fact name={words.actsFor}>{delegationWords(agent.delegation)}</Fact>
        <Fact name={words.registered}>
          <Time at={agent.created_at} />
        </Fact>
      </Facts>
    </div>
  );
}
