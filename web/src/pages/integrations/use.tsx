import { useQuery } from "@tanstack/react-query";
import type { Connector } from "../../api/contract.ts";
import { activityQuery } from "../../api/mcps.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { Triangle } from "../../ui/icons.tsx";
import { exactly, Time } from "../../ui/time.tsx";
import { and } from "../../words/format.ts";
import { integrationWords as words } from "../../words/integrations.ts";
import css from "./integrations.module.css";

/** Which agents use it, and which did last. Nothing until that is known. */
export function Use({ connector }: { connector: Connector }) {
  const { data } = useQuery(activityQuery(useWorkspace().id));
  const mine = data?.connectors.find(({ id }) => id === connector.id);
  if (!mine) return null;
  const { last_call: last, agents } = mine;
  return (
    <p className={css.dim}>
      {agents.length > 0 ? words.usedBy(and(agents.map(({ name }) => name))) : words.usedByNone}{" "}
      {last && (
        <>
          {words.lastUsed(last.by.kind === "agent" ? last.by.name : words.byYourself, last.tool)},{" "}
          <Time at={last.at} />
        </>
      )}
    </p>
  );
}

/** Said before it happens, where the provider said when it will. */
export function Ends({ connector }: { connector: Connector }) {
  const at = connector.grant?.access_ends_at;
  if (!connector.connected || !at) return null;
  return (
    <p className={css.ends}>
      <Triangle size={14} />
      <span>
        {words.ends(connector.provider_title)} <time dateTime={at}>{exactly(at)}</time> (<Time at={at} />
        ), {words.endsWhy}
      </span>
    </p>
  );
}
