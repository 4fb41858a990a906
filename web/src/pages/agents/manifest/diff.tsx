import type { ManifestDiff } from "../../../api/contract.ts";
import { counted } from "../../../scopes/pick.ts";
import { Notice } from "../../../ui/notice.tsx";
import css from "../agents.module.css";

const through = (connectors: readonly string[] | null): string =>
  connectors === null ? "any connector" : connectors.join(", ") || "no connector";

/** Two manifests compared, by tool: first what the agent gains. */
export function Diff({ diff }: { diff: ManifestDiff }) {
  const { added, removed, narrowed, widened, widens, from_everything, to_everything } = diff;
  const none = added.length + removed.length + narrowed.length + widened.length === 0;
  return (
    <>
      <Notice tone={widens ? "attention" : "valid"}>
        {widens
          ? "The agent may do more than before. It counts as soon as you save."
          : none && !from_everything
            ? "The agent may do the same as before."
            : "The agent may do less than before. Calls that are no longer listed are refused at once."}
      </Notice>
      {from_everything && <p>Until now it had no manifest: it could use whatever its tokens may.</p>}
      {to_everything && <p>From then on it may use whatever its tokens may.</p>}
      <Part title="Added" mark="+" rows={added.map(({ name, connectors }) => [name, through(connectors)])} />
      <Part
        title="Widened"
        mark="+"
        rows={widened.map(({ name, from, to }) => [name, `${through(from)} → ${through(to)}`])}
      />
      <Part
        title="Removed"
        mark="−"
        rows={removed.map(({ name, connectors }) => [name, through(connectors)])}
      />
      <Part
        title="Narrowed"
        mark="−"
        rows={narrowed.map(({ name, from, to }) => [name, `${through(from)} → ${through(to)}`])}
      />
    </>
  );
}

type PartProps = { title: string; mark: "+" | "−"; rows: readonly (readonly [string, string])[] };

function Part({ title, mark, rows }: PartProps) {
  if (rows.length === 0) return null;
  return (
    <section className={css.diff} data-mark={mark} aria-label={title}>
      <h3>
        {title} <span className={css.dim}>{counted(rows.length, "tool")}</span>
      </h3>
      <ul>
        {rows.map(([name, words]) => (
          <li key={name}>
            <span aria-hidden="true">{mark}</span> <code>{name}</code>{" "}
            <span className={css.dim}>{words}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
