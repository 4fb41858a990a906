import { Triangle } from "../ui/icons.tsx";
import { argumentList as said } from "../words/readable.ts";
import css from "./readable.module.css";
import { type Field, type Piece, type Shown as ShownArgument, shownFields } from "./readable.ts";

/** Longer than what one reads at a glance: folded, with its beginning. */
const LONG = 600;
const LINES = 12;

/** What a tool was asked with, in words. */
export function Arguments({ args }: { args: readonly ShownArgument[] }) {
  if (args.length === 0) return <p className={css.dim}>{said.itTakesNoArguments}</p>;
  return <Fields fields={shownFields(args)} />;
}

function Fields({ fields }: { fields: readonly Field[] }) {
  return (
    <dl className={css.fields}>
      {fields.map(({ key, label, weighty, piece }) => (
        <div key={key} data-weighty={weighty || undefined}>
          <dt>{label}</dt>
          <dd>
            <Value piece={piece} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ piece }: { piece: Piece }) {
  if (piece.kind === "group") return <Fields fields={piece.fields} />;
  if (piece.kind === "list")
    return (
      <ul className={css.items}>
        {piece.items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
          <li key={index}>
            <Value piece={item} />
          </li>
        ))}
      </ul>
    );
  return <Words text={piece.text} odd={piece.odd} />;
}

function Words({ text, odd }: { text: string; odd: boolean }) {
  const long = text.length > LONG || text.split("\n").length > LINES;
  return (
    <>
      {long ? (
        <details className={css.long}>
          <summary>
            {text.slice(0, 160).trimEnd()}… <span className={css.dim}>{said.characters(text.length)}</span>
          </summary>
          <p className={css.words}>{text}</p>
        </details>
      ) : (
        <p className={css.words}>{text}</p>
      )}
      {odd && (
        <p className={css.odd}>
          <Triangle size={14} /> {said.holdsCharacters}
        </p>
      )}
    </>
  );
}
