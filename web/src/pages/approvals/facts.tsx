import type { Approval } from "../../api/contract.ts";
import { Effect } from "../../scopes/effect.tsx";
import { counted } from "../../scopes/pick.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Time } from "../../ui/time.tsx";
import css from "./approvals.module.css";
import { Caller } from "./states.tsx";

export function ApprovalFacts({ approval }: { approval: Approval }) {
  const { tool, server, connector, client_id, reason, requested_at, four_eyes, approvers } = approval;
  return (
    <Facts>
      <Fact name="Who asks">
        <Caller approval={approval} />
      </Fact>
      {client_id && (
        <Fact name="Through">
          <code>{client_id}</code>
        </Fact>
      )}
      <Fact name="Wants to call">
        <span className={css.tool}>
          {tool.title} <code>{tool.name}</code> <Effect effect={tool.effect} />
        </span>
      </Fact>
      <Fact name="With">
        {connector.account} (<code>{connector.slug}</code>, server <code>{server}</code>)
      </Fact>
      <Fact name="Why it is held">{reason}</Fact>
      <Fact name="Asked">
        <Time at={requested_at} />
      </Fact>
      {(four_eyes || approvers > 1) && (
        <Fact name="Four eyes">
          {four_eyes && "Whoever is behind the call may not decide it. "}
          {approvers > 1 && `${counted(approvers, "different person", "different people")} must approve.`}
        </Fact>
      )}
      <Fact name="Id">
        <MonoId value={approval.id} what="approval id" />
      </Fact>
    </Facts>
  );
}
