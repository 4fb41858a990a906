import type { AgentInfo } from "../../api/contract.ts";
import { useSession } from "../../shell/session-context.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Time } from "../../ui/time.tsx";
import css from "./agents.module.css";
import { delegationWords } from "./delegation-words.ts";

export function AgentFacts({ agent }: { agent: AgentInfo }) {
  const { public_url } = useSession();
  return (
    <div className={css.facts}>
      <Facts>
        <Fact name="Slug">
          <code>{agent.slug}</code>
        </Fact>
        <Fact name="Id">
          <MonoId value={agent.id} what="agent id" />
        </Fact>
        <Fact name="Connects to">
          <code>{public_url}/mcp</code>
        </Fact>
        <Fact name="Acts for">{delegationWords(agent.delegation)}</Fact>
        <Fact name="Registered">
          <Time at={agent.created_at} />
        </Fact>
      </Facts>
    </div>
  );
}
