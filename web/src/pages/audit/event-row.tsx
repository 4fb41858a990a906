import type { AuditEvent } from "../../api/contract.ts";
import { Time } from "../../ui/time.tsx";
import css from "./audit.module.css";
import { Outcome } from "./outcome.tsx";
import { useFilters } from "./use-filters.ts";

export function EventRow({ event }: { event: AuditEvent }) {
  const { open, event: selected, filter } = useFilters();
  const { seq, at, type, actor, target, outcome } = event;
  return (
    <tr data-selected={selected === String(seq) || undefined}>
      <td>
        <button type="button" className={css.cell} data-open="true" onClick={() => open(seq)}>
          <span className="vk-hidden">Open event {seq}, </span>
          <Time at={at} />
        </button>
      </td>
      <td>
        <Cell of="actor" value={actor.id} text={actor.label ?? actor.kind} onFilter={filter} />
      </td>
      <td>
        <Cell of="type" value={type} text={type} onFilter={filter} />
      </td>
      <td>
        <Cell of="target" value={target.id} text={target.label ?? target.kind ?? "–"} onFilter={filter} />
      </td>
      <td>
        <Outcome outcome={outcome} />
      </td>
    </tr>
  );
}

type CellProps = {
  of: "actor" | "type" | "target";
  value: string | null;
  text: string;
  onFilter: (key: "actor" | "type" | "target", value: string) => void;
};

/** A value that filters by itself. */
function Cell({ of, value, text, onFilter }: CellProps) {
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
