import { Button } from "@mantine/core";
import { Link, useSearchParams } from "react-router";
import type { McpNeed, McpServer } from "../../api/contract.ts";
import type { Attempt } from "../../grants/sign-in-window.ts";
import { page } from "../../paths.ts";
import { useMay } from "../../shell/session-context.ts";
import { Triangle, XOctagon } from "../../ui/icons.tsx";
import { mcpWords as words } from "../../words/mcps.ts";
import css from "./mcps.module.css";
import { adminPage, isMine, lacksApp, lostTo, ownOf, problemOf } from "./needs.ts";

type Props = {
  server: McpServer;
  need: McpNeed;
  /** It is an agent's list, which names each of these tools. */
  preview: boolean;
  onGo: (attempt: Attempt) => unknown;
};

/** What is missing, how many tools that costs, who can put it right, and the one thing to do. */
export function Need({ server, need, preview, onGo }: Props) {
  const tools = lostTo(server, need);
  const Icon = need.code === "scope_missing" || need.code === "policy_denied" ? Triangle : XOctagon;
  const mine = useMay("connectors.connect_own") && isMine(need) && !lacksApp(server, need);
  const manages = useMay("connectors.manage");
  if (tools.length === 0) return null;
  return (
    <div className={css.need} role="note" aria-label={words.warning(server.provider_title)}>
      <Icon />
      <div>
        <p>
          <strong>{problemOf(server, need)}</strong> {words.affected(tools.length)}{" "}
          {mine || manages ? words.youFix : words.adminFixes}
        </p>
        <details>
          <summary>{words.which}</summary>
          <p className={css.names}>
            {tools.map((tool) => (
              <code key={tool}>{tool}</code>
            ))}
          </p>
        </details>
        <div className={css.buttons}>
          {mine ? (
            <Mine server={server} need={need} preview={preview} onGo={onGo} />
          ) : (
            <Theirs server={server} need={need} manages={manages} />
          )}
        </div>
      </div>
    </div>
  );
}

/** `?connect=google&tools=…` opens the picker on this page; the row it came from stays in place. */
export function useConnect() {
  const [, setQuery] = useSearchParams();
  return (server: McpServer, tools: readonly string[], connector?: string) =>
    setQuery((now) => {
      const next = new URLSearchParams(now);
      next.set("connect", server.provider);
      if (tools.length > 0) next.set("tools", tools.join(","));
      if (connector) next.set("connector", connector);
      next.delete("connected");
      return next;
    });
}

function Mine({ server, need, preview, onGo }: Props) {
  const { provider_title: title, provider: service, configured } = server;
  const connect = useConnect();
  const own = ownOf(server, need);
  if (need.code === "connector_disabled")
    return (
      <Button component={Link} to={page.integrations()}>
        {words.switchOn(title)}
      </Button>
    );
  if (need.code === "scope_missing")
    return <Button onClick={() => connect(server, need.tools, own)}>{words.addAccess}</Button>;
  if (need.connector_id)
    return (
      <Button
        disabled={!configured}
        onClick={() => onGo({ title, start: { kind: "personal", service, connector: own } })}
      >
        {words.reconnect(title)}
      </Button>
    );
  return (
    <Button disabled={!configured} onClick={() => connect(server, preview ? need.tools : [])}>
      {words.connect(title)}
    </Button>
  );
}

type TheirsProps = { server: McpServer; need: McpNeed; manages: boolean };

function Theirs({ server, need, manages }: TheirsProps) {
  const connect = useConnect();
  const [, setQuery] = useSearchParams();
  const may = useMay("connectors.connect_own");
  const ask = () =>
    setQuery((now) => {
      const next = new URLSearchParams(now);
      next.set("ask", server.id);
      next.set("about", need.code);
      return next;
    });
  const word = lacksApp(server, need)
    ? words.addApp
    : need.code === "policy_denied"
      ? words.rules
      : need.connector_id
        ? words.open
        : words.authorize(server.provider_title);
  return (
    <>
      {manages ? (
        <Button component={Link} to={adminPage(server, need, need.tools)}>
          {word}
        </Button>
      ) : (
        <Button onClick={ask}>{words.ask}</Button>
      )}
      {may && need.code !== "policy_denied" && server.configured && (
        <Button variant="default" onClick={() => connect(server, need.tools, ownOf(server))}>
          {words.own(server.provider_title)}
        </Button>
      )}
    </>
  );
}
