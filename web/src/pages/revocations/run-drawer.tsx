import { Button, Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, useNavigate, useParams } from "react-router";
import type { RevocationRun } from "../../api/contract.ts";
import { asApiError } from "../../api/error.ts";
import { goesOn, revocationQuery } from "../../api/revocations.ts";
import { page } from "../../paths.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { Time } from "../../ui/time.tsx";
import { runDrawer as words } from "../../words/revocations.ts";
import { useNames } from "./names.ts";
import { Progress } from "./progress.tsx";
import css from "./revocations.module.css";

/** `/settings/revocations/:id`: how far one run is, until nothing is pending any more. */
export function RunDrawer() {
  const { id } = useParams();
  const navigate = useNavigate();
  return (
    <Drawer
      opened={id !== undefined}
      onClose={() => navigate(page.revocations)}
      position="right"
      size={560}
      title={words.revocation}
    >
      {id !== undefined && <Loaded id={id} />}
    </Drawer>
  );
}

function Loaded({ id }: { id: string }) {
  const { data, error, refetch, isFetching } = useQuery(revocationQuery(useWorkspace().id, id));
  if (data) return <Run run={data} />;
  if (!error) return <Bones count={1} height={240} />;
  if (asApiError(error).code === "not_found") return <p>{words.noSuchRunInThisWorkspace}</p>;
  return <ErrorPanel title={words.failedToLoadRun} error={error} onRetry={refetch} busy={isFetching} />;
}

function Run({ run }: { run: RevocationRun }) {
  const names = useNames();
  const seesAudit = useMay("audit.read");
  const over = !goesOn(run);
  useEffect(() => {
    if (over) announce(words.revocationDone);
  }, [over]);
  return (
    <div className={css.run}>
      <h3>{names.what(run)}</h3>
      <Progress run={run} />
      <Facts>
        <Fact name={words.started}>{words.by(<Time at={run.started_at} />, names.who(run.started_by))}</Fact>
        <Fact name={words.endedHere}>{run.fenced_at ? <Time at={run.fenced_at} /> : words.goingOn}</Fact>
        <Fact name={words.runId}>
          <MonoId value={run.id} what={words.runIdWhat} />
        </Fact>
      </Facts>
      {seesAudit && (
        <div>
          <Button component={Link} to={page.audit({ type: "grant.ended" })} variant="default">
            {words.seeEachGrantInAuditLog}
          </Button>
        </div>
      )}
    </div>
  );
}
