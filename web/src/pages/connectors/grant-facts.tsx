import { useQuery } from "@tanstack/react-query";
import type { Connector } from "../../api/contract.ts";
import { catalogQuery } from "../../api/queries.ts";
import { accessTitle } from "../../grants/access.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Time } from "../../ui/time.tsx";
import { grantFacts as words } from "../../words/connector-page.ts";

type Grant = NonNullable<Connector["grant"]>;

export function GrantFacts({ grant, provider }: { grant: Grant; provider: string }) {
  const { data } = useQuery(catalogQuery(useWorkspace().id));
  const offered = data?.providers.find((each) => each.id === provider);
  const by = grant.authorized_by;
  return (
    <section>
      <h3>{grant.ended_at ? words.lastGrant : words.grant}</h3>
      <Facts>
        <Fact name={words.authorized}>{words.by(<Time at={grant.authorized_at} />, by)}</Fact>
        {grant.ended_at && (
          <Fact name={words.ended}>
            <Time at={grant.ended_at} />
            {grant.end_reason && `, ${grant.end_reason.replaceAll("_", " ")}`}
          </Fact>
        )}
        <Fact name={words.providerApp}>{grant.app?.name ?? words.goneReconnectThroughAnotherOne}</Fact>
        <Fact name={words.access}>{accessTitle(offered, grant.access)}</Fact>
        <Fact name={words.grantId}>
          <MonoId value={grant.id} what={words.grantIdWhat} />
        </Fact>
      </Facts>
    </section>
  );
}
