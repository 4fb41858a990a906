import type { Connector } from "../../api/contract.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Time } from "../../ui/time.tsx";

type Grant = NonNullable<Connector["grant"]>;

export function GrantFacts({ grant }: { grant: Grant }) {
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
        <Fact name="Grant id">
          <MonoId value={grant.id} what="grant id" />
        </Fact>
      </Facts>
    </section>
  );
}
