import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Problem } from "../../api/contract.ts";
import { isSignedOut } from "../../api/error.ts";
import { useStart } from "../../api/grants.ts";
import { sessionQuery } from "../../api/session.ts";
import { page } from "../../paths.ts";
import { SessionContext } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { nextStep as words } from "../../words/callback.ts";
import { stepOf } from "./steps.ts";

type Props = { service: string; problem: Problem };

/** One next step by code. Starting again needs a session; without one the step is to sign in. */
export function NextStep({ service, problem }: Props) {
  const { data, error } = useQuery({ ...sessionQuery, retry: false });
  if (problem.code === "not_signed_in" || isSignedOut(error))
    return (
      <Button component={Link} to={page.signIn(page.integrations({ connect: service }))}>
        {words.signIn}
      </Button>
    );
  if (!data) return null;
  return (
    <SessionContext value={data}>
      <Steps service={service} problem={problem} />
    </SessionContext>
  );
}

function Steps({ service, problem }: Props) {
  const start = useStart();
  const step = stepOf(service, problem);
  const busy = start.isPending || start.isSuccess;
  const { again, fewer, separate } = step;
  return (
    <>
      {again &&
        ("to" in again ? (
          <Button component={Link} to={again.to}>
            {again.label}
          </Button>
        ) : (
          <Button onClick={() => start.mutate(again.start)} loading={busy}>
            {again.label}
          </Button>
        ))}
      {fewer && (
        <Button variant="default" onClick={() => start.mutate(fewer)} loading={busy}>
          {words.connectWithToolsOnly(fewer.tools?.length ?? 0)}
        </Button>
      )}
      {separate && (
        <Button component={Link} to={separate} variant="default">
          {words.connectOtherAccountSeparately}
        </Button>
      )}
      {start.error && <ErrorPanel title={words.failedToStartAgain} error={start.error} />}
    </>
  );
}
