import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { readinessQuery } from "../../api/agents.ts";
import type { AgentDetail } from "../../api/contract.ts";
import { type AgentTab, page } from "../../paths.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { CheckCircle, Unknown } from "../../ui/icons.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Time } from "../../ui/time.tsx";
import { agents as words } from "../../words/agents.ts";
import { isLive } from "../tokens/expiring.ts";
import css from "./agents.module.css";

type Check = { name: keyof typeof words.checks; done: boolean; to: string };

/** What has to be in place before the agent works, each with the step that puts it there. */
export function Ready({ detail: { agent, tokens } }: { detail: AgentDetail }) {
  const { data } = useQuery(readinessQuery(useWorkspace().id, agent.id));
  if (!data) return null;
  const to = (tab?: AgentTab) => page.agent(agent.id, tab);
  const checks: Check[] = [
    { name: "manifest", done: agent.manifest !== null, to: to() },
    { name: "connectors", done: data.ready && data.tools.usable > 0, to: to("connectors") },
    {
      name: "token",
      done: tokens.some((token) => isLive(token, Date.now())),
      to: `${to("tokens")}?new=token`,
    },
    { name: "called", done: tokens.some(({ last_used_at }) => last_used_at !== null), to: to("tokens") },
  ];
  const isDone = checks.every(({ done }) => done);
  return (
    <section className={css.ready} aria-labelledby="ready">
      {agent.paused_at && (
        <Notice tone="attention">
          {words.pausedNotice} {words.since} <Time at={agent.paused_at} />.
        </Notice>
      )}
      <details open={!isDone}>
        <summary>
          <h2 id="ready">{words.ready}</h2> {isDone && <span className={css.dim}>{words.readyAll}</span>}
        </summary>
        <ul>
          {checks.map(({ name, done, to: where }) => (
            <li key={name} data-done={done}>
              {done ? <CheckCircle /> : <Unknown />}
              <span>
                <span className="vk-hidden">{done ? words.done : words.open}: </span>
                {words.checks[name]} {!done && <Link to={where}>{words.fix[name]}</Link>}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
