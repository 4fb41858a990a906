import type { RevokePreview } from "../../api/contract.ts";
import { counted } from "../../scopes/pick.ts";
import css from "./connectors.module.css";

/** The consequences of a revocation, counted by the gateway. */
export function Impact({ preview }: { preview: RevokePreview }) {
  const { connector, agents, people, tools, tokens, calls_7_days, shares_account_with: siblings } = preview;
  const title = connector.provider_title;
  return (
    <>
      <p>
        {counted(agents.length, "agent")} and {counted(people, "person", "people")} lose{" "}
        {counted(tools.length, "tool")} on <strong>{connector.account}</strong> now.
      </p>
      <ul className={css.list}>
        {agents.length > 0 && <li>Agents: {agents.map((agent) => agent.name).join(", ")}</li>}
        <li>{counted(tokens, "API token")} can reach it.</li>
        <li>{counted(calls_7_days, "call")} in the last 7 days.</li>
        <li>Calls under way are cut off; their results are dropped.</li>
        {siblings.length === 0 && (
          <li>
            {title} is told to revoke the access too. That cannot be undone; you can authorize again at any
            time.
          </li>
        )}
        {siblings.length > 0 && !preview.ends_together && (
          <li>
            {title} is told to revoke this access alone: {siblings.map((each) => each.slug).join(", ")} on the
            same account {siblings.length === 1 ? "goes" : "go"} on.
          </li>
        )}
      </ul>
    </>
  );
}
