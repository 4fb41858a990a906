import { Link } from "react-router";
import type { Attempt } from "../../grants/sign-in-window.ts";
import { page } from "../../paths.ts";
import { useMay, useSession } from "../../shell/session-context.ts";
import { Flask, Unplugged } from "../../ui/icons.tsx";
import { Tag } from "../../ui/notice.tsx";
import { ProviderMark } from "../../ui/provider-mark.tsx";
import { shared as sharedWords, integrationWords as words } from "../../words/integrations.ts";
import { Connection } from "./connection.tsx";
import { ConnectionActions } from "./connection-actions.tsx";
import css from "./integrations.module.css";
import { NotConfigured } from "./not-configured.tsx";
import type { Integration } from "./order.ts";
import { Shared } from "./shared.tsx";

/** One provider: the person's own connections, and the shared ones they may use. */
export function Card({ integration, onGo }: { integration: Integration; onGo: (attempt: Attempt) => void }) {
  const { service, title, description, sandbox, configured, servers, personal, shared } = integration;
  const id = `card-${service}`;
  const { role } = useSession();
  const may = useMay("connectors.connect_own");
  return (
    <section className={css.card} aria-labelledby={id}>
      <header className={css.head}>
        <ProviderMark title={title} size={32} />
        <div className={css.headText}>
          <h3 id={id}>
            {title}{" "}
            {sandbox && (
              <Tag tone="attention" icon={Flask}>
                {words.sandbox}
              </Tag>
            )}
          </h3>
          <p className={css.dim}>{description}</p>
        </div>
      </header>
      {personal.map((connector) => (
        <Connection
          key={connector.id}
          connector={connector}
          integration={integration}
          several={personal.length > 1}
          onGo={onGo}
        />
      ))}
      {personal.length === 0 && (
        <div className={css.connection}>
          <div className={css.identity}>
            <Tag tone="unknown" icon={Unplugged}>
              {words.notConnected}
            </Tag>
            {configured && may && <p className={css.dim}>{words.noAccountOfYoursIsConnected}</p>}
            {may || <p className={css.dim}>{words.yourRoleHere(role)}</p>}
          </div>
          {may && <ConnectionActions integration={integration} onGo={onGo} />}
        </div>
      )}
      {configured || <NotConfigured service={service} title={title} />}
      {shared.map((connector) => (
        <Shared key={connector.id} connector={connector} />
      ))}
      {integration.more_shared > 0 && <p className={css.dim}>{sharedWords.more(integration.more_shared)}</p>}
      {servers.length > 0 && (
        <p className={css.feeds}>
          {words.feeds}{" "}
          {servers.map((server, at) => (
            <span key={server.id}>
              {at > 0 && ", "}
              <Link to={page.mcps({ open: server.id })}>{server.title}</Link>
            </span>
          ))}
        </p>
      )}
    </section>
  );
}
