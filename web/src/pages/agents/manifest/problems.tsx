import { Button } from "@mantine/core";
import { useEffect } from "react";
import type { ManifestCheck } from "../../../api/contract.ts";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { CheckCircle, Triangle, XOctagon } from "../../../ui/icons.tsx";
import { announce } from "../../../ui/live.tsx";
import { OwnWords } from "../../../ui/own-words.tsx";
import { agents as words } from "../../../words/agents.ts";
import css from "../agents.module.css";
import { lineOf } from "./line-of.ts";

type Props = {
  check: ManifestCheck | undefined;
  error: unknown;
  busy: boolean;
  onRetry: () => void;
  /** As JSON, while somebody edits it so: problems then name their lines. */
  json: { text: string; onLine: (line: number) => void } | undefined;
};

/** Errors keep a manifest from being taken; warnings say what would not work today. */
export function Problems({ check, error, busy, onRetry, json }: Props) {
  const errors = check?.problems.filter(({ level }) => level === "error").length ?? 0;
  const warnings = (check?.problems.length ?? 0) - errors;
  const summary = `${words.errors(errors)}, ${words.warnings(warnings)}`;
  const known = check !== undefined;
  useEffect(() => {
    if (known) announce(summary);
  }, [known, summary]);
  if (error && !check)
    return <ErrorPanel title={words.manifestCouldNotBeChecked} error={error} onRetry={onRetry} busy={busy} />;
  return (
    <section className={css.problems} aria-label={words.check} aria-busy={busy}>
      <h3>{words.check}</h3>
      {check?.problems.length === 0 && (
        <p className={css.fine}>
          <CheckCircle /> {words.everyToolAndConnectorIsThere}
        </p>
      )}
      {check && check.problems.length > 0 && (
        <ul>
          {grouped(check.problems).map(({ level, code, paths, message }) => (
            <li key={`${level} ${code} ${message}`} data-level={level}>
              {level === "error" ? <XOctagon /> : <Triangle />}
              <span>
                <strong>{level === "error" ? words.error : words.warning}</strong> <OwnWords text={message} />{" "}
                <code>
                  {code} {paths.join(" ")}
                </code>
                {json && <Lines paths={paths} {...json} />}
              </span>
            </li>
          ))}
        </ul>
      )}
      {!check && <p className={css.dim}>{words.checking}</p>}
    </section>
  );
}

type LinesProps = { paths: readonly string[]; text: string; onLine: (line: number) => void };

/** Where in the JSON it is, and the way there. */
function Lines({ paths, text, onLine }: LinesProps) {
  const lines = [...new Set(paths.flatMap((path) => lineOf(text, path) ?? []))];
  return (
    <>
      {lines.slice(0, 5).map((line) => (
        <Button
          key={line}
          variant="default"
          size="compact-xs"
          aria-label={words.goToLine(line)}
          onClick={() => onLine(line)}
        >
          {words.line(line)}
        </Button>
      ))}
    </>
  );
}

type Problem = ManifestCheck["problems"][number];

/** What is said of several tools in the same words is said once. */
function grouped(problems: readonly Problem[]): (Problem & { paths: string[] })[] {
  const groups = new Map<string, Problem & { paths: string[] }>();
  for (const problem of problems) {
    const key = `${problem.level} ${problem.code} ${problem.message}`;
    const group = groups.get(key);
    if (group) group.paths.push(problem.path);
    else groups.set(key, { ...problem, paths: [problem.path] });
  }
  return [...groups.values()].sort((a, b) => a.level.localeCompare(b.level));
}
