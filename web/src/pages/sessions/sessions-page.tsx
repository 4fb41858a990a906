import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { SessionInfo } from "../../api/contract.ts";
import { sessionsQuery, useEndSession } from "../../api/people.ts";
import { SessionList } from "../../people/session-list.tsx";
import { counted } from "../../scopes/pick.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";

/** Where the person is signed in to this workspace. */
export function SessionsPage() {
  const { data, error, refetch, isFetching } = useQuery(sessionsQuery(useWorkspace().id));
  const end = useEndSession();
  const others = data?.sessions.filter((session) => !session.current).length ?? 0;
  const one = ({ id, device }: SessionInfo) =>
    end.mutate(id, { onSuccess: () => announce(`Session of ${device ?? "an unknown browser"} ended`) });
  const rest = () =>
    end.mutate(undefined, { onSuccess: ({ ended }) => announce(`${counted(ended, "session")} ended`) });
  return (
    <Page
      title="Your sessions"
      lead="Browsers in which you are signed in to this workspace. End what you do not know."
      actions={
        <Button
          variant="default"
          onClick={rest}
          disabled={others === 0}
          loading={end.isPending && end.variables === undefined}
        >
          End all others
        </Button>
      }
    >
      {error && (
        <ErrorPanel title="Failed to load your sessions" error={error} onRetry={refetch} busy={isFetching} />
      )}
      {end.error && <ErrorPanel title="Failed to end the session" error={end.error} />}
      {data && (
        <SessionList sessions={data.sessions} onEnd={one} busy={end.isPending ? end.variables : undefined} />
      )}
      {!data && !error && <Bones count={1} height={160} />}
    </Page>
  );
}
