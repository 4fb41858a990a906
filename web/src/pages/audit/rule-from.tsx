import { Link } from "react-router";
import type { AuditEvent } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { useMay } from "../../shell/session-context.ts";
import { policies as words } from "../../words/policies.ts";

/** From a call on the record to a rule about calls like it; the form is filled in, and nothing is saved yet. */
export function RuleFrom({ event: { type, actor, data } }: { event: AuditEvent }) {
  const writes = useMay("tokens.manage");
  const { tool, connector } = data;
  if (!writes || !(type === "tool.call" || type === "tool.refused") || typeof tool !== "string") return null;
  const isAgent = actor.kind === "agent" && actor.id !== null;
  const rule = page.policies({
    rule: "new",
    tool,
    name: words.ruleAbout(tool, isAgent ? (actor.label ?? actor.id) : null),
    ...(isAgent && actor.id !== null && { agent: actor.id }),
    ...(typeof connector === "string" && { connector }),
  });
  return (
    <p>
      <Link to={rule}>{words.fromCall}</Link>
    </p>
  );
}
