import { Button } from "@mantine/core";
import { useCheckCompany } from "../../api/company.ts";
import type { CompanyCheck } from "../../api/contract.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { announce } from "../../ui/live.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Time } from "../../ui/time.tsx";
import { companyWords as words } from "../../words/company.ts";
import css from "./company.module.css";

/** Whether the issuer answers right now, and what to do where it does not. */
export function Check() {
  const check = useCheckCompany();
  const go = () => check.mutate(undefined, { onSuccess: (answer) => announce(said(answer)) });
  return (
    <div className={css.text}>
      <div className={css.check}>
        <Button variant="default" onClick={go} loading={check.isPending}>
          {words.check}
        </Button>
        <span className={css.dim}>
          {check.data ? words.checked(<Time at={check.data.checked_at} />) : words.checkLead}
        </span>
      </div>
      {check.error && <ErrorPanel title={words.checkFailed} error={check.error} />}
      {check.data && <Answer answer={check.data} />}
    </div>
  );
}

const said = ({ result, took_ms }: CompanyCheck): string =>
  result.ok ? words.answers(result.keys, took_ms) : words.problems[result.code].what;

function Answer({ answer }: { answer: CompanyCheck }) {
  const { result } = answer;
  return (
    <Notice tone={result.ok ? "valid" : "invalid"}>
      {said(answer)}
      {!result.ok && (
        <p>
          {words.problems[result.code].todo} <code>{result.code}</code>
        </p>
      )}
    </Notice>
  );
}
