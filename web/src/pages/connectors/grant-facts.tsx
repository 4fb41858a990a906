import { useQuery } from "@tanstack/react-query";
import type { Connector } from "../../api/contract.ts";
import { catalogQuery } from "../../api/queries.ts";
import { accessTitle } from "../../grants/access.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Time } from "../../ui/time.tsx";

type Grant = NonNullable<Connector["grant"]>;

export function GrantFacts({ grant, provider }: { grant: Grant; provider: string }) {
  const { data } = useQuery(catalogQuery(useWorkspace().id));
  const offered = data?.providers.find((each) => each.id === provider);
  const by = grant.authorized_by;
  return (
    <section>
      <h3>{grant.ended_at ? "Last grant" : "Grant"}</h3>
      <Facts>
        <Fact name="Authorized">
          <Time at={grant.authorized_at} /> by {by ? `${by.name} (${by.email})` : "somebody who left"}
        </Fact>
        {grant.ended_at && (
          <Fact name="Ended">
            <Time at={grant.ended_at} />
            {grant.end_reason && `, ${grant.end_reason.replaceAll("_", " ")}`}
          </Fact>
        )}
        <Fact name="Provider app">{grant.app?.name ?? "Gone: reconnect through another one"}</Fact>
        <Fact name="Access">{accessTitle(offered, grant.access)}</Fact>
        <Fact name="Grant id">
          <MonoId value={grant.id} what="grant id" />
        </Fact>
      </Facts>
    </section>
  );
}
