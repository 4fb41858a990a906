import type { AuditEvent } from "../../api/contract.ts";
import { Cell } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import css from "./audit.module.css";
import { kindLabel, typeLabel } from "./labels.ts";
import { Outcome } from "./outcome.tsx";
import { useFilters } from "./use-filters.ts";

export function EventRow({ event }: { event: AuditEvent }) {
  const { open, event: selected, filter } = useFilters();
  const { seq, at, type, actor, target, outcome } = event;
  return (
    <tr data-selected={selected === String(seq) || undefined}>
      <Cell>
        <button type="button" className={css.cell} data-open="true" onClick={() => open(seq)}>
          <span className="vk-hidden">Open event {seq}, </span>
          <Time at={at} />
        </button>
      </Cell>
      <Cell long>
        <Choice of="actor" value={actor.id} text={actor.label ?? actor.kind} onFilter={filter} />
      </Cell>
      <Cell>
        <Choice of="type" value={type} text={typeLabel(type)} onFilter={filter} />
        <code className={css.kind}>{type}</code>
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
  const words = of === "type" ? "action" : of;
  return (
    <button
      type="button"
      className={css.cell}
      title={`Only this ${words}`}
      aria-label={`${text}: show only this ${words}`}
      onClick={() => onFilter(of, value)}
    >
      {text}
    </button>
  );
}
