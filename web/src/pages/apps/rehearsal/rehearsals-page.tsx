import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearchParams } from "react-router";
import type { Rehearsal } from "../../../api/contract.ts";
import { rehearsalsQuery } from "../../../api/rehearsals.ts";
import { page } from "../../../paths.ts";
import { useMay, useWorkspace } from "../../../shell/session-context.ts";
import { Empty } from "../../../ui/empty.tsx";
import { Forbidden } from "../../../ui/forbidden.tsx";
import { Flask } from "../../../ui/icons.tsx";
import { Listing } from "../../../ui/listing.tsx";
import { Page } from "../../../ui/page.tsx";
import { Cell } from "../../../ui/table.tsx";
import { Time } from "../../../ui/time.tsx";
import { appWords, rehearsalWords as words } from "../../../words/apps.ts";
import { OneRehearsal } from "./one-rehearsal.tsx";
import { RehearsalState } from "./rehearsal-state.tsx";

/** `/settings/apps/rehearsals/:id?`: reports that were kept, or one of them. */
export function RehearsalsPage() {
  const { id } = useParams();
  if (!useMay("connectors.manage"))
    return (
      <Forbidden title={words.title} doing={words.managingProviderApps} who={words.ownerOrAdminOfWorkspace} />
    );
  return id === undefined ? <All /> : <OneRehearsal key={id} id={id} />;
}

function All() {
  const [query] = useSearchParams();
  const reading = useQuery(rehearsalsQuery(useWorkspace().id, query.get("app") ?? undefined));
  return (
    <Page title={words.title} lead={words.lead} actions={<Link to={page.apps()}>{appWords.back}</Link>}>
      <Listing
        label={words.title}
        columns={words.columns}
        narrow="cards"
        reading={reading}
        rows={reading.data}
        row={(rehearsal) => <Row key={rehearsal.id} rehearsal={rehearsal} />}
        failed={words.failed}
        empty={<Empty icon={<Flask size={64} />}>{words.none}</Empty>}
      />
    </Page>
  );
}

function Row({ rehearsal }: { rehearsal: Rehearsal }) {
  const [, provider, result, account, started] = words.columns;
  return (
    <tr>
      <Cell long>
        <Link to={page.rehearsal(rehearsal.id)}>{rehearsal.app.name}</Link>
      </Cell>
      <Cell of={provider}>{rehearsal.provider_title}</Cell>
      <Cell of={result}>
        <RehearsalState state={rehearsal.state} />
      </Cell>
      <Cell of={account} long>
        {rehearsal.account ?? "-"}
      </Cell>
      <Cell of={started}>
        <Time at={rehearsal.started_at} />
      </Cell>
    </tr>
  );
}
