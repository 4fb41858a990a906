import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Link } from "react-router";
import { listConnectors } from "../../../../gateway/api/contract/connectors.ts";
import { send } from "../../api/client.ts";
import type { Connector } from "../../api/contract.ts";
import { everything, type PageWish } from "../../api/everything.ts";
import { useEndGrant } from "../../api/grants.ts";
import { page } from "../../paths.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { VerdictBadge } from "../../ui/verdict.tsx";
import { memberWords as words } from "../../words/members.ts";
import css from "./members.module.css";

/** Whose they are, and what they authorized for everybody. Needs `connectors.manage`. */
export function useBelongings(user: string) {
  const workspace = useWorkspace().id;
  const reading = useQuery({
    queryKey: ["connectors", workspace, "of", user],
    queryFn: async () => {
      const ask = (page: PageWish) =>
        send(listConnectors, { params: { workspace }, query: { owner: user, ...page } });
      return { connectors: await everything(ask, ({ connectors }) => connectors) };
    },
    enabled: useMay("connectors.manage"),
  });
  // A shared one that was revoked here is authorized by nobody any more, and stays to say so.
  const seen = useRef(new Map<string, Connector>());
  const now = reading.data?.connectors ?? [];
  for (const connector of now) seen.current.set(connector.id, connector);
  const all = [...seen.current.values()].map((one) =>
    now.some(({ id }) => id === one.id) ? one : { ...one, connected: false },
  );
  return {
    reading,
    personal: all.filter(({ kind }) => kind === "personal"),
    shared: all.filter(({ kind }) => kind === "shared"),
  };
}

type Props = {
  of: ReturnType<typeof useBelongings>;
  onRevoked?: (id: string) => void;
};

/** Each with what can be done about it before somebody goes. */
export function BelongingsList({ of, onRevoked }: Props) {
  const { reading, personal, shared } = of;
  if (reading.error)
    return (
      <ErrorPanel
        title={words.ownsFailed}
        error={reading.error}
        onRetry={reading.refetch}
        busy={reading.isFetching}
      />
    );
  if (!reading.data) return reading.isFetching ? <Bones count={1} height={64} /> : null;
  if (personal.length + shared.length === 0) return <p>{words.ownsNothing}</p>;
  return (
    <>
      <Group title={words.personal} lead={words.personalLead} connectors={personal} onRevoked={onRevoked} />
      <Group title={words.shared} lead={words.sharedLead} connectors={shared} onRevoked={onRevoked} />
    </>
  );
}

type GroupProps = {
  title: string;
  lead: string;
  connectors: readonly Connector[];
  onRevoked: ((id: string) => void) | undefined;
};

function Group({ title, lead, connectors, onRevoked }: GroupProps) {
  if (connectors.length === 0) return null;
  return (
    <section className={css.owned}>
      <h3>{title}</h3>
      <p className={css.dim}>{lead}</p>
      <ul aria-label={title}>
        {connectors.map((connector) => (
          <One key={connector.id} connector={connector} onRevoked={onRevoked} />
        ))}
      </ul>
    </section>
  );
}

function One({ connector, onRevoked }: { connector: Connector; onRevoked: GroupProps["onRevoked"] }) {
  const { id, name, account, connected, kind } = connector;
  const end = useEndGrant("revoke");
  const [asking, setAsking] = useState(false);
  const revoke = () =>
    end.mutate(
      { connector },
      {
        onSuccess: () => {
          announce(words.revoked(name));
          onRevoked?.(id);
        },
      },
    );
  return (
    <li>
      <div>
        <Link to={page.connector(id)}>{name}</Link> <span className={css.dim}>{account}</span>{" "}
        <VerdictBadge connector={connector} />
      </div>
      {connected && (
        <div className={css.acts}>
          {kind === "shared" && (
            <Button
              component={Link}
              to={page.connectors({ change: id })}
              variant="default"
              size="compact-sm"
              aria-label={words.takeOverOf(name)}
            >
              {words.takeOver}
            </Button>
          )}
          <Button
            variant="default"
            size="compact-sm"
            className="vk-danger"
            aria-label={words.revokeOf(name)}
            aria-expanded={asking}
            onClick={() => setAsking(true)}
          >
            {words.revoke}
          </Button>
        </div>
      )}
      {connected && asking && (
        <div className={css.confirm}>
          <p>{words.revokeAsk(name, account)}</p>
          <div className={css.acts}>
            <Button variant="default" size="compact-sm" onClick={() => setAsking(false)}>
              {words.keepOf(name)}
            </Button>
            <Button color="danger" size="compact-sm" loading={end.isPending} onClick={revoke}>
              {words.revokeNow(name)}
            </Button>
          </div>
        </div>
      )}
      {end.error && <ErrorPanel title={words.revokeFailed(name)} error={end.error} />}
    </li>
  );
}
