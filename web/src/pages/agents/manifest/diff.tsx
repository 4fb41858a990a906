import type { ManifestDiff } from "../../../api/contract.ts";
import { Notice } from "../../../ui/notice.tsx";
import { diff as said } from "../../../words/manifest.ts";
import css from "../agents.module.css";

const through = (connectors: readonly string[] | null): string =>
  connectors === null ? said.anyConnector : connectors.join(", ") || said.noConnector;

/** Two manifests compared, by tool: first what the agent gains. */
export function Diff({ diff }: { diff: ManifestDiff }) {
  const { added, removed, narrowed, widened, widens, from_everything, to_everything } = diff;
  const none = added.length + removed.length + narrowed.length + widened.length === 0;
  return (
    <>
      <Notice tone={widens ? "attention" : "valid"}>
        {widens
          ? said.agentMayDoMoreThanBefore
          : none && !from_everything
            ? said.agentMayDoSameAsBefore
            : said.agentMayDoLessThanBefore}
      </Notice>
      {from_everything && <p>{said.untilNowItHadNoManifest}</p>}
      {to_everything && <p>{said.fromThenOnItMayUse}</p>}
      <Part
        title={said.added}
        mark="+"
        rows={added.map(({ name, connectors }) => [name, through(connectors)])}
      />
      <Part
        title={said.widened}
        mark="+"
        rows={widened.map(({ name, from, to }) => [name, `${through(from)} → ${through(to)}`])}
      />
      <Part
        title={said.removed}
        mark="−"
        rows={removed.map(({ name, connectors }) => [name, through(connectors)])}
      />
      <Part
        title={said.narrowed}
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
        {title} <span className={css.dim}>{said.tools(rows.length)}</span>
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
