import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { limitsQuery } from "../../api/limits.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { Empty } from "../../ui/empty.tsx";
import { Forbidden } from "../../ui/forbidden.tsx";
import { Plus, Rules } from "../../ui/icons.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Page } from "../../ui/page.tsx";
import { limits as words } from "../../words/limits.ts";
import { AddLimitDialog } from "./add-limit-dialog.tsx";
import { LimitRow } from "./limit-row.tsx";

export function LimitsPage() {
  if (useMay("connectors.manage")) return <Limits />;
  return <Forbidden title={words.title} doing={words.forbidden} who={words.who} />;
}

/** `?new=limit` opens the form. */
function Limits() {
  const reading = useQuery(limitsQuery(useWorkspace().id));
  const [query, setQuery] = useSearchParams();
  const add = () => setQuery({ new: "limit" });
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <Button leftSection={<Plus />} onClick={add}>
          {words.add}
        </Button>
      }
    >
      <Listing
        label={words.list}
        columns={words.columns}
        narrow="cards"
        reading={reading}
        rows={reading.data?.limits}
        row={(limit) => <LimitRow key={limit.id} limit={limit} />}
        failed={words.failed}
        empty={<Empty icon={<Rules size={64} />}>{words.empty}</Empty>}
        expect={3}
      />
      <AddLimitDialog opened={query.get("new") === "limit"} onClose={() => setQuery({}, { replace: true })} />
    </Page>
  );
}
