import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { McpServer, McpTool } from "../../api/contract.ts";
import { Effect } from "../../scopes/effect.tsx";
import { useMay } from "../../shell/session-context.ts";
import { Tag, type Tone } from "../../ui/notice.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { mcpWords as words } from "../../words/mcps.ts";
import css from "./mcps.module.css";
import { useConnect } from "./need.tsx";
import { lackingOf, ownOf } from "./needs.ts";
import { TryTool } from "./try-tool.tsx";

const decisions: Record<McpTool["policy"]["decision"], Tone> = {
  allow: "valid",
  ask: "pending",
  deny: "invalid",
};
const states: Record<McpTool["state"], Tone> = {
  ready: "valid",
  blocked: "invalid",
  not_granted: "unknown",
  denied: "unknown",
};

/** Each tool: what it does, what the rules say, whether there is access, and a try where that is safe. */
export function ToolTable({ server, preview }: { server: McpServer; preview: boolean }) {
  const [through, setThrough] = useState("");
  const may = useMay("connectors.connect_own");
  const able = server.connections.filter(({ connected, enabled }) => connected && enabled);
  const tries = !preview && may && server.tools.some(({ can_try }) => can_try);
  return (
    <>
      {tries && (
        <div className={css.tries}>
          {able.length > 1 && (
            <NativeSelect
              label={words.testThrough}
              value={through}
              onChange={(event) => setThrough(event.currentTarget.value)}
            >
              <option value="">{words.anyAccount}</option>
              {able.map(({ id, slug, account }) => (
                <option key={id} value={slug}>
                  {account} ({slug})
                </option>
              ))}
            </NativeSelect>
          )}
          <p className={css.dim}>{words.testHint}</p>
        </div>
      )}
      <Table
        label={words.toolsOf(server.title)}
        columns={tries ? words.columns : words.columns.slice(0, -1)}
        narrow="cards"
      >
        {server.tools.map((tool) => (
          <Row key={tool.name} server={server} tool={tool} tries={tries} through={through} />
        ))}
      </Table>
    </>
  );
}

type RowProps = { server: McpServer; tool: McpTool; tries: boolean; through: string };

function Row({ server, tool, tries, through }: RowProps) {
  const { name, title, effect, policy, state } = tool;
  const [, does, rules, access, test] = words.columns;
  return (
    <tr>
      <Cell long>
        {title}
        <code className={css.name}>{name}</code>
      </Cell>
      <Cell of={does}>
        <Effect effect={effect} />
      </Cell>
      <Cell of={rules}>
        <span title={policy.reason}>
          <Tag tone={decisions[policy.decision]}>{words.policy[policy.decision]}</Tag>
        </span>
        {policy.decision !== "allow" && <span className={css.reason}>{policy.reason}</span>}
      </Cell>
      <Cell of={access}>
        <Tag tone={states[state]}>{words.access[state]}</Tag>
        {state === "not_granted" && <MoreAccess server={server} tool={tool} />}
      </Cell>
      {tries && (
        <Cell of={test}>{tool.can_try && <TryTool server={server.id} tool={name} through={through} />}</Cell>
      )}
    </tr>
  );
}

function MoreAccess({ server, tool }: { server: McpServer; tool: McpTool }) {
  const connect = useConnect();
  const may = useMay("connectors.connect_own");
  return (
    <>
      <span className={css.reason}>{lackingOf(tool)}</span>
      {may && server.configured && (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={words.addAccessFor(tool.name)}
          onClick={() => connect(server, [tool.name], ownOf(server))}
        >
          {words.addAccess}
        </Button>
      )}
    </>
  );
}
