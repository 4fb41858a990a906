import { useEffect } from "react";
import type { ManifestCheck } from "../../../api/contract.ts";
import { counted } from "../../../scopes/pick.ts";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { CheckCircle, Triangle, XOctagon } from "../../../ui/icons.tsx";
import { announce } from "../../../ui/live.tsx";
import css from "../agents.module.css";

type Props = { check: ManifestCheck | undefined; error: unknown; busy: boolean; onRetry: () => void };

/** Errors keep a manifest from being taken; warnings say what would not work today. */
export function Problems({ check, error, busy, onRetry }: Props) {
  const errors = check?.problems.filter(({ level }) => level === "error").length ?? 0;
  const warnings = (check?.problems.length ?? 0) - errors;
  const summary = `${counted(errors, "error")}, ${counted(warnings, "warning")}`;
  const known = check !== undefined;
  useEffect(() => {
    if (known) announce(summary);
  }, [known, summary]);
  if (error && !check)
    return (
      <ErrorPanel title="The manifest could not be checked" error={error} onRetry={onRetry} busy={busy} />
    );
  return (
    <section className={css.problems} aria-label="Check" aria-busy={busy}>
      <h3>Check</h3>
      {check?.problems.length === 0 && (
        <p className={css.fine}>
          <CheckCircle /> Every tool and connector is there and works together.
        </p>
      )}
      {check && check.problems.length > 0 && (
        <ul>
          {check.problems.map(({ level, code, path, message }) => (
            <li key={`${path} ${code} ${message}`} data-level={level}>
              {level === "error" ? <XOctagon /> : <Triangle />}
              <span>
                <strong>{level === "error" ? "Error" : "Warning"}</strong> {message}{" "}
                <code>
                  {path} {code}
                </code>
              </span>
            </li>
          ))}
        </ul>
      )}
      {!check && <p className={css.dim}>Checking…</p>}
    </section>
  );
}
