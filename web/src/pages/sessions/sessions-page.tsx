import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { SessionInfo } from "../../api/contract.ts";
import { sessionsQuery, useEndSession } from "../../api/people.ts";
import { SessionList } from "../../people/session-list.tsx";
import { useWorkspace } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Bones } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { sessionsPage as words } from "../../words/sessions.ts";

/** Where the person is signed in to this workspace. */
export function SessionsPage() {
  const { data, error, refetch, isFetching } = useQuery(sessionsQuery(useWorkspace().id));
  const end = useEndSession();
  const others = data?.sessions.filter((session) => !session.current).length ?? 0;
  const one = ({ id, device }: SessionInfo) =>
    end.mutate(id, { onSuccess: () => announce(words.sessionOfEnded(device)) });
  const rest = () =>
    end.mutate(undefined, { onSuccess: ({ ended }) => announce(words.sessionsEnded(ended)) });
  return (
    <Page
      title={words.yourSessions}
      lead={words.browsersInWhichYouAreSigned}
      actions={
        <Button
          variant="default"
          onClick={rest}
          disabled={others === 0}
          loading={end.isPending && end.variables === undefined}
        >
          {words.endAllOthers}
        </Button>
      }
    >
      {error && (
        <ErrorPanel
          title={words.failedToLoadYourSessions}
          error={error}
          onRetry={refetch}
          busy={isFetching}
        />
      )}
      {end.error && <ErrorPanel title={words.failedToEndSession} error={end.error} />}
      {data && (
        <SessionList sessions={data.sessions} onEnd={one} busy={end.isPending ? end.variables : undefined} />
      )}
      {!data && !error && <Bones count={1} height={160} />}
    </Page>
  );
}
