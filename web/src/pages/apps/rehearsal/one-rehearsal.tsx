import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link } from "react-router";
import type { Rehearsal } from "../../../api/contract.ts";
import { asApiError } from "../../../api/error.ts";
import { rehearsalQuery } from "../../../api/rehearsals.ts";
import { page } from "../../../paths.ts";
import { useWorkspace } from "../../../shell/session-context.ts";
import { CopyButton } from "../../../ui/copy.tsx";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { Fact, Facts } from "../../../ui/facts.tsx";
import { announce } from "../../../ui/live.tsx";
import { Bones } from "../../../ui/loading.tsx";
import { Page } from "../../../ui/page.tsx";
import { Time } from "../../../ui/time.tsx";
import { rehearsalWords as words } from "../../../words/apps.ts";
import { Next } from "./next.tsx";
import css from "./rehearsal.module.css";
import { RehearsalState } from "./rehearsal-state.tsx";
import { Step } from "./step.tsx";

export function OneRehearsal({ id }: { id: string }) {
  const { data, error, refetch, isFetching } = useQuery(rehearsalQuery(useWorkspace().id, id));
  const gone = error && asApiError(error).code === "not_found";
  const title = data ? words.oneTitle(data.app.name, data.provider_title) : words.title;
  return (
    <Page
      title={title}
      lead={<Link to={page.rehearsals()}>{words.all}</Link>}
      actions={data && <CopyButton value={asText(data)} what={words.copyWhat} word={words.copy} />}
    >
      {gone && <p>{words.gone}</p>}
      {error && !gone && (
        <ErrorPanel title={words.failedOne} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {data && !gone && <Report rehearsal={data} />}
      {!data && !error && <Bones count={2} height={160} />}
    </Page>
  );
}

const done = ({ steps }: Rehearsal) =>
  steps.filter(({ state }) => state === "passed" || state === "attention" || state === "skipped").length;

function Report({ rehearsal }: { rehearsal: Rehearsal }) {
  const { steps, state, account, tools } = rehearsal;
  const said = `${words.states[state]}. ${words.summary(done(rehearsal), steps.length)}`;
  useEffect(() => announce(said), [said]);
  return (
    <div className={css.report}>
      <Facts>
        <Fact name={words.result}>
          <RehearsalState state={state} /> {words.summary(done(rehearsal), steps.length)}
        </Fact>
        {account && <Fact name={words.account}>{account}</Fact>}
        <Fact name={words.which}>{words.tools(tools.length)}</Fact>
        <Fact name={words.started}>
          <Time at={rehearsal.started_at} />
        </Fact>
        {rehearsal.ended_at && (
          <Fact name={words.ended}>
            <Time at={rehearsal.ended_at} />
          </Fact>
        )}
      </Facts>
      <ol className={css.steps} aria-label={words.steps}>
        {steps.map((step) => (
          <Step key={step.step} step={step} />
        ))}
      </ol>
      <Next rehearsal={rehearsal} />
    </div>
  );
}

/** For a ticket or a mail. */
const asText = (rehearsal: Rehearsal): string =>
  [
    words.oneTitle(rehearsal.app.name, rehearsal.provider_title),
    `${words.states[rehearsal.state]}, ${rehearsal.started_at}`,
    ...rehearsal.steps.flatMap(({ step, state, message, fix, reply }) => [
      "",
      `${words.stepNames[step]}: ${words.stepStates[state]}`,
      ...(message ? [message] : []),
      ...(fix ? [`${words.fix}: ${fix}`] : []),
      ...reply.map(({ name, value }) => `  ${name}: ${value}`),
    ]),
  ].join("\n");
