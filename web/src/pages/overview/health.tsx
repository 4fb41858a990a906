import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { HealthBoard } from "../../api/contract.ts";
import { healthQuery } from "../../api/overview.ts";
import { page } from "../../paths.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { Empty } from "../../ui/empty.tsx";
import { Plug } from "../../ui/icons.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Section } from "../../ui/section.tsx";
import { Cell } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { VerdictTag } from "../../ui/verdict.tsx";
import { overviewWords as words } from "../../words/overview.ts";
import css from "./overview.module.css";

/** Each connector's verdict, worst first; a provider that cannot be reached is one row. */
export function Health() {
  const reading = useQuery(healthQuery(useWorkspace().id));
  const { data } = reading;
  const manages = useMay("connectors.manage");
  const [, provider, health, owner, last] = words.healthColumns;
  const fine = (data?.counts.green ?? 0) + (data?.counts.neutral ?? 0);
  return (
    <Section title={words.health} lead={data && words.healthSum(data.counts.red, data.counts.yellow, fine)}>
      {data?.outages.map((outage) => (
        <Notice key={outage.provider} tone="unknown">
          <strong>{words.outage(outage.title, outage.connectors)}</strong> {words.since}{" "}
          <Time at={outage.since} />
        </Notice>
      ))}
      <Listing
        label={words.health}
        columns={words.healthColumns}
        narrow="cards"
        reading={reading}
        rows={data && (data.outages.length > 0 && data.rows.length === 0 ? undefined : data.rows)}
        failed={words.healthFailed}
        empty={
          <Empty
            icon={<Plug size={64} />}
            action={
              manages && (
                <Button component={Link} to={page.connectors()}>
                  {words.authorize}
                </Button>
              )
            }
          >
            {words.healthNone}
          </Empty>
        }
        row={(row) => (
          <tr key={row.id}>
            <Cell long>{manages ? <Link to={page.connector(row.id)}>{row.name}</Link> : row.name}</Cell>
            <Cell of={provider}>{row.provider_title}</Cell>
            <Cell of={health}>
              <Verdict row={row} />
            </Cell>
            <Cell of={owner} long>
              {row.kind === "shared" ? words.workspaceOwned : (row.owner?.name ?? words.none)}
            </Cell>
            <Cell of={last}>{row.last_call_at ? <Time at={row.last_call_at} /> : words.never}</Cell>
          </tr>
        )}
      />
      {data && data.more > 0 && (
        <p>{manages ? <Link to={page.connectors()}>{words.more(data.more)}</Link> : words.more(data.more)}</p>
      )}
    </Section>
  );
}

function Verdict({ row: { verdict } }: { row: HealthBoard["rows"][number] }) {
  return (
    <>
      <VerdictTag verdict={verdict} />
      <span className={css.reason}>
        {verdict.message} {verdict.checked_at && <Time at={verdict.checked_at} />}
      </span>
    </>
  );
}
