import type { Connector } from "../../api/contract.ts";
import { VerdictBadge, VerdictReason } from "../../ui/verdict.tsx";
import { shared as words } from "../../words/integrations.ts";
import css from "./integrations.module.css";

/** Authorized for the workspace: whose account it is matters, because every call acts as that account. */
export function Shared({ connector }: { connector: Connector }) {
  const { name, account, owner } = connector;
  return (
    <div className={css.shared}>
      <p className={css.account}>
        <span>{words.shared(<strong>{name}</strong>)}</span>
        <VerdictBadge connector={connector} />
      </p>
      <p className={css.dim}>{words.accountAuthorized(account, owner?.name)}</p>
      <VerdictReason connector={connector} />
    </div>
  );
}
