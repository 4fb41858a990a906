import { Button } from "@mantine/core";
import { Link } from "react-router";
import type { Problem } from "../../api/contract.ts";
import { asApiError } from "../../api/error.ts";
import { isSignInWindow } from "../../grants/sign-in-channel.ts";
import { page } from "../../paths.ts";
import { ProblemIds } from "../../ui/error-panel.tsx";
import { Prose } from "../../ui/prose.tsx";
import { failed as words } from "../../words/callback.ts";
import css from "./callback.module.css";
import { NextStep } from "./next-step.tsx";
import { Phase } from "./phase.tsx";

export function Failed({ service, error }: { service: string; error: unknown }) {
  const { problem } = asApiError(error);
  const back = problem.kind === "shared" ? page.connectors() : page.integrations();
  return (
    <Phase key="failed" title={words.failedToConnectIntegration} tone="invalid">
      <p>{problem.detail ?? problem.title}</p>
      <p>
        <Prose text={problem.next} />
      </p>
      <Partial problem={problem} />
      <Accounts problem={problem} />
      <div className={css.buttons}>
        <NextStep service={problem.service ?? service} problem={problem} />
        <Button component={Link} to={back} variant="default" onClick={closeWindow}>
          {problem.kind === "shared" ? words.backToConnectors : words.backToIntegrations}
        </Button>
      </div>
      <ProblemIds code={problem.code} requestId={problem.request_id} />
    </Phase>
  );
}

/** A window of its own has said so to the page that it belongs to. Where it stays open it leads there too. */
const closeWindow = () => {
  if (isSignInWindow()) window.close();
};

/** Partial consent: what still works with what was given, and what does not. */
function Partial({ problem }: { problem: Problem }) {
  const { working_tools = [], lost_tools = [] } = problem;
  if (problem.code !== "scopes_declined") return null;
  return (
    <div className={css.partial}>
      <Tools title={words.wouldWorkWithWhatWasGiven} names={working_tools} />
      <Tools title={words.wouldNotWork} names={lost_tools} />
    </div>
  );
}

function Tools({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <div>
      <h2>
        {title} ({names.length})
      </h2>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Accounts({ problem }: { problem: Problem }) {
  if (problem.code !== "account_differs") return null;
  return (
    <p>
      {words.youSigned(
        <strong>{problem.actual_account ?? words.anotherAccount}</strong>,
        <strong>{problem.expected_account ?? words.ofDifferentOne}</strong>,
      )}
    </p>
  );
}
