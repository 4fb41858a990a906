import type { Approval } from "../../api/contract.ts";
import { Effect } from "../../scopes/effect.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Time } from "../../ui/time.tsx";
import { facts as words } from "../../words/approvals.ts";
import css from "./approvals.module.css";
import { Caller } from "./states.tsx";

export function ApprovalFacts({ approval }: { approval: Approval }) {
  const { tool, server, connector, client_id, reason, requested_at, four_eyes, approvers } = approval;
  return (
    <Facts>
      <Fact name={words.whoAsks}>
        <Caller approval={approval} />
      </Fact>
      {client_id && (
        <Fact name={words.through}>
          <code>{client_id}</code>
        </Fact>
      )}
      <Fact name={words.wantsToCall}>
        <span className={css.tool}>
          {tool.title} <code>{tool.name}</code> <Effect effect={tool.effect} />
        </span>
      </Fact>
      <Fact name={words.with}>
        {words.server(connector.account, <code>{connector.slug}</code>, <code>{server}</code>)}
      </Fact>
      <Fact name={words.whyItIsHeld}>{reason}</Fact>
      <Fact name={words.asked}>
        <Time at={requested_at} />
      </Fact>
      {(four_eyes || approvers > 1) && (
        <Fact name={words.fourEyes}>
          {four_eyes && words.whoeverIsBehindCallMayNot}
          {approvers > 1 && words.differentPeopleMustApprove(approvers)}
        </Fact>
      )}
      <Fact name={words.id}>
        <MonoId value={approval.id} what={words.approvalId} />
      </Fact>
    </Facts>
  );
}
