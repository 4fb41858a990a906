import type { Connector } from "../../api/contract.ts";
import { ConfirmAccount } from "../../grants/confirm-account.tsx";
import { Ended } from "../../grants/ended.tsx";
import type { Attempt } from "../../grants/sign-in-window.ts";
import { VerdictBadge, VerdictReason } from "../../ui/verdict.tsx";
import { connection as words } from "../../words/integrations.ts";
import { Access } from "./access.tsx";
import { ConnectionActions } from "./connection-actions.tsx";
import css from "./integrations.module.css";
import type { Integration } from "./order.ts";
import { Ends, Use } from "./use.tsx";

type Props = {
  connector: Connector;
  integration: Integration;
  several: boolean;
  onGo: (attempt: Attempt) => void;
};

/** One account of the person at this provider. */
export function Connection({ connector, integration, several, onGo }: Props) {
  const { grant, connected } = connector;
  return (
    <div className={css.connection}>
      <div className={css.identity}>
        <p className={css.account}>
          <strong>{connector.account}</strong> <VerdictBadge connector={connector} />
        </p>
        {isNamed(connector) && <p className={css.dim}>{words.named(connector.name)}</p>}
        <VerdictReason connector={connector} />
        <Ends connector={connector} />
        {connected && <Use connector={connector} />}
        {connected && grant && <Access grant={grant} />}
        {!connector.connected && connector.grant?.ended_at && <Ended connector={connector} />}
      </div>
      {connector.state === "unconfirmed" ? (
        <ConfirmAccount connector={connector} />
      ) : (
        <ConnectionActions integration={integration} connector={connector} several={several} onGo={onGo} />
      )}
    </div>
  );
}

/** Until somebody names it, it is called after its provider and account, which the card shows already. */
const isNamed = ({ name, account, provider_title }: Connector) =>
  name !== account && name !== `${provider_title} ${account}`;
