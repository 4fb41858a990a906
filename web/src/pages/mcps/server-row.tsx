import { Button } from "@mantine/core";
import { useId } from "react";
import type { McpServer } from "../../api/contract.ts";
import type { Attempt } from "../../grants/sign-in-window.ts";
import { useAddress } from "../../ui/address.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { ChevronDown, Flask } from "../../ui/icons.tsx";
import { Tag, type Tone } from "../../ui/notice.tsx";
import { ProviderMark } from "../../ui/provider-mark.tsx";
import { mcpWords as words } from "../../words/mcps.ts";
import css from "./mcps.module.css";
import { Need } from "./need.tsx";
import { works } from "./needs.ts";
import { ToolTable } from "./tool-table.tsx";

type Props = { server: McpServer; preview: boolean; onGo: (attempt: Attempt) => unknown };

const SHOWN = 5;

/** One MCP server: whether it works, what it needs, and on request each of its tools. */
export function ServerRow({ server, preview, onGo }: Props) {
  const id = useId();
  const { many, set } = useAddress(["open"]);
  const open = many("open");
  const isOpen = open.includes(server.id);
  const toggle = () => set("open", isOpen ? open.filter((one) => one !== server.id) : [...open, server.id]);
  const { title, description, provider_title: provider, sandbox, tools, connections, needs, url } = server;
  const through = connections.filter(({ connected, enabled }) => connected && enabled);
  const more = Math.max(0, through.length - SHOWN) + server.more_connections;
  return (
    <section className={css.row} aria-labelledby={id} id={server.id}>
      <header className={css.head}>
        <ProviderMark title={provider} size={32} />
        <div className={css.headText}>
          <h2 id={id}>
            {title} <State server={server} />{" "}
            {sandbox && (
              <Tag tone="attention" icon={Flask}>
                {words.sandbox}
              </Tag>
            )}
          </h2>
          <p className={css.dim}>{description}</p>
          <p className={css.facts}>
            <span>{words.needs(provider)}</span>
            {through.slice(0, SHOWN).map(({ id: con, account, kind }) => (
              <span key={con}>
                {kind === "shared" ? words.throughShared(account) : words.through(account)}
              </span>
            ))}
            {more > 0 && <span>{words.moreConnections(more)}</span>}
          </p>
        </div>
        <Button
          variant="default"
          rightSection={<ChevronDown />}
          className={css.toggle ?? ""}
          aria-expanded={isOpen}
          aria-controls={`${id}-tools`}
          aria-label={words.toolCount(tools.length, title)}
          onClick={toggle}
        >
          {words.tools(tools.length)}
        </Button>
      </header>
      {needs.map((need) => (
        <Need
          key={`${need.code} ${need.connector}`}
          server={server}
          need={need}
          preview={preview}
          onGo={onGo}
        />
      ))}
      <div id={`${id}-tools`} hidden={!isOpen}>
        {isOpen && (
          <>
            <p className={css.address}>
              {words.address} <code>{url}</code> <CopyButton value={url} what={words.addressOf(title)} />
            </p>
            <ToolTable server={server} preview={preview} />
          </>
        )}
      </div>
    </section>
  );
}

const tones: Record<McpServer["state"], Tone> = {
  ready: "valid",
  partly: "attention",
  blocked: "invalid",
  empty: "unknown",
};

function State({ server }: { server: McpServer }) {
  const { ready, of } = works(server);
  const said = {
    ready: words.ready,
    partly: words.partly(ready, of),
    blocked: words.blocked,
    empty: words.empty,
  };
  return <Tag tone={tones[server.state]}>{said[server.state]}</Tag>;
}
