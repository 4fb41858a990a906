import { useEffect } from "react";
import { palette } from "../words/palette.ts";
import css from "./palette.module.css";
import type { Hit, HitGroup } from "./rank.ts";

type Props = {
  id: string;
  groups: readonly HitGroup[];
  current: number;
  onChoose: (index: number) => void;
  onPoint: (index: number) => void;
};

/** The list of the combobox; the focus stays in the field. */
export function Hits({ id, groups, current, onChoose, onPoint }: Props) {
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [id, current]);
  let index = -1;
  return (
    <div className={css.list} role="listbox" id={`${id}-list`} aria-label={palette.title}>
      {groups.map(({ kind, hits }) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
        <div key={kind} role="group" aria-labelledby={`${id}-${kind}`}>
          <div className={css.group} id={`${id}-${kind}`} role="presentation">
            {palette.groups[kind]}
          </div>
          {hits.map((hit) => {
            index += 1;
            const own = index;
            return (
              <Option
                key={hit.entry.id}
                id={`${id}-${own}`}
                hit={hit}
                chosen={own === current}
                onChoose={() => onChoose(own)}
                onPoint={() => onPoint(own)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

type OptionProps = { id: string; hit: Hit; chosen: boolean; onChoose: () => void; onPoint: () => void };

function Option({ id, hit: { entry, at }, chosen, onChoose, onPoint }: OptionProps) {
  const { Icon, name, detail } = entry;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the combobox
    // biome-ignore lint/a11y/useFocusableInteractive: the combobox has the focus and points at it
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      className={css.option}
      onClick={onChoose}
      onMouseMove={onPoint}
    >
      <Icon />
      <span className={css.name}>
        <Marked text={name} at={at} />
      </span>
      {detail && <span className={css.detail}>{detail}</span>}
    </div>
  );
}

/** The letters that fit, run together: one mark for neighbours. */
function Marked({ text, at }: { text: string; at: readonly number[] }) {
  if (at.length === 0) return text;
  const fits = new Set(at);
  const parts: { text: string; fits: boolean; from: number }[] = [];
  for (const [index, letter] of [...text].entries()) {
    const last = parts.at(-1);
    if (last && last.fits === fits.has(index)) last.text += letter;
    else parts.push({ text: letter, fits: fits.has(index), from: index });
  }
  return parts.map((part) => (part.fits ? <b key={part.from}>{part.text}</b> : part.text));
}
