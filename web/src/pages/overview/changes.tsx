import { Link } from "react-router";
import type { Overview } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { useMay } from "../../shell/session-context.ts";
import { Section } from "../../ui/section.tsx";
import { Time } from "../../ui/time.tsx";
import { overviewWords as words } from "../../words/overview.ts";
import { typeLabel } from "../audit/labels.ts";
import css from "./overview.module.css";

/** What somebody changed: where to look first when the numbers did. */
export function Changes({ changes }: Pick<Overview, "changes">) {
  const reads = useMay("audit.read");
  return (
    <Section title={words.changes} lead={changes.length === 0 ? words.noChanges : words.changesLead}>
      {changes.length > 0 && (
        <ul className={css.changes}>
          {changes.slice(0, 10).map(({ seq, at, type, group, actor, target }) => {
            const what = typeLabel(type);
            return (
              <li key={seq}>
                <span className={css.dim}>{words.groups[group]}</span>
                <span>
                  {reads ? <Link to={page.audit({ event: String(seq) })}>{what}</Link> : what}
                  {target.label && ` · ${target.label}`}
                  {actor && ` · ${actor}`}
                </span>
                <Time at={at} />
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
}
