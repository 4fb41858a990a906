import { Link, useLocation } from "react-router";
import type { AuditEvent } from "../../api/contract.ts";
import { rowId } from "../../ui/route-drawer.tsx";
import { Cell } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { auditWords as words } from "../../words/audit.ts";
import css from "./audit.module.css";
import { kindLabel, typeLabel } from "./labels.ts";
import { Outcome } from "./outcome.tsx";
import { useFilters } from "./use-filters.ts";

export function EventRow({ event }: { event: AuditEvent }) {
  const { event: selected, filter } = useFilters();
  const { pathname, search } = useLocation();
  const { seq, at, type, actor, target, outcome, data } = event;
  const query = new URLSearchParams(search);
  query.set("event", String(seq));
  return (
    <tr data-selected={selected === String(seq) || undefined}>
      <Cell>
        <Link
          id={rowId(String(seq))}
          className={css.open ?? ""}
          to={`${pathname}?${query}`}
          preventScrollReset
        >
          <span className="vk-hidden">{words.openEvent(seq)}</span>
          <Time at={at} />
        </Link>
      </Cell>
      <Cell long>
        <Choice of="actor" value={actor.id} text={actor.label ?? actor.kind} onFilter={filter} />
      </Cell>
      <Cell>
        <Choice of="type" value={type} text={typeLabel(type)} onFilter={filter} />
        <code className={css.kind}>
          {type}
          {typeof data.tool === "string" && ` ${data.tool}`}
        </code>
      </Cell>
      <Cell long>
        <Choice of="target" value={target.id} text={target.label ?? target.kind ?? "–"} onFilter={filter} />
        {target.kind && target.label && <span className={css.kind}>{kindLabel(target.kind)}</span>}
      </Cell>
      <Cell corner>
        <Outcome outcome={outcome} />
      </Cell>
    </tr>
  );
}

type ChoiceProps = {
  of: "actor" | "type" | "target";
  value: string | null;
  text: string;
  onFilter: (key: "actor" | "type" | "target", value: string) => void;
};

/** A value that filters by itself. */
function Choice({ of, value, text, onFilter }: ChoiceProps) {
  if (value === null) return <>{text}</>;
  return (
    <button
      type="button"
      className={css.cell}
      title={words.onlyThis(words.of[of])}
      aria-label={words.only(text, words.of[of])}
      onClick={() => onFilter(of, value)}
    >
      {text}
    </button>
  );
}
