import type { PolicyReplay } from "../../api/contract.ts";
import { Notice } from "../../ui/notice.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { count } from "../../words/format.ts";
import { policies as words } from "../../words/policies.ts";
import css from "./policies.module.css";

/** The calls of the last days as they would have been. */
export function Replayed({ replay }: { replay: PolicyReplay }) {
  const { calls, cut, denied, asked, lists, rows } = replay;
  return (
    <div className={css.form}>
      <Notice tone={rows.length === 0 ? "valid" : "attention"}>
        {words.replayed(calls)} {calls > 0 && rows.length === 0 && words.replaySame}{" "}
        {rows.length > 0 && words.replaySum(denied, asked, lists)} {cut && words.replayCut}
      </Notice>
      {rows.length > 0 && (
        <Table label={words.replayTable} columns={words.replayColumns} narrow="cards">
          {rows.map(({ caller, tool, connector, from, to, calls: times }) => (
            <tr key={`${caller.id} ${tool.name} ${connector?.id}`}>
              <Cell long>{caller.name}</Cell>
              <Cell of={words.replayColumns[1]} long>
                {tool.title}
              </Cell>
              <Cell of={words.replayColumns[2]} long>
                {connector?.label ?? words.any}
              </Cell>
              <Cell of={words.replayColumns[3]}>{words.access(from)}</Cell>
              <Cell of={words.replayColumns[4]}>{words.access(to)}</Cell>
              <Cell of={words.replayColumns[5]}>{count(times)}</Cell>
            </tr>
          ))}
        </Table>
      )}
    </div>
  );
}
