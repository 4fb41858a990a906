import { Button } from "@mantine/core";
import { useNavigate } from "react-router";
import type { PolicyRule } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { Empty } from "../../ui/empty.tsx";
import { Rules } from "../../ui/icons.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { Decision } from "./decision.tsx";
import css from "./policies.module.css";
import { fitsWords, resourceWords } from "./rule-words.ts";
import { type Names, useNames } from "./use-names.ts";

const columns = ["Rule", "Decision", "Which calls", "Only touching", "Changed", "Actions"];

/** The most specific first, as they decide. */
export function RuleTable({ rules, changes }: { rules: readonly PolicyRule[]; changes: boolean }) {
  const names = useNames();
  if (rules.length === 0)
    return (
      <Empty icon={<Rules size={64} />}>
        There is no rule yet: what is set below for calls that no rule fits counts for all of them.
      </Empty>
    );
  const ordered = [...rules].sort((a, b) => b.specificity - a.specificity);
  return (
    <Table label="Rules" columns={columns} narrow="cards">
      {ordered.map((rule) => (
        <Row key={rule.id} rule={rule} names={names} changes={changes} />
      ))}
    </Table>
  );
}

type RowProps = { rule: PolicyRule; names: Names; changes: boolean };

function Row({ rule, names, changes }: RowProps) {
  const { id, name, decision, four_eyes, resources, updated_at } = rule;
  const navigate = useNavigate();
  const touching = resourceWords(resources);
  return (
    <tr>
      <Cell long>{name}</Cell>
      <Cell of="Decision">
        <span className={css.decision}>
          <Decision decision={decision} />
          {four_eyes && " four eyes"}
        </span>
      </Cell>
      <Cell of="Which calls" long>
        {fitsWords(rule, names)}
      </Cell>
      <Cell of="Only touching" long>
        {touching.length === 0 ? "Anything" : touching.join("; ")}
      </Cell>
      <Cell of="Changed">
        <Time at={updated_at} />
      </Cell>
      <Cell corner>
        {changes && (
          <span className={css.rowActions}>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={`Edit ${name}`}
              onClick={() => navigate(page.policies({ rule: id }))}
            >
              Edit
            </Button>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={`Delete ${name}`}
              onClick={() => navigate(page.policies({ remove: id }))}
            >
              Delete
            </Button>
          </span>
        )}
      </Cell>
    </tr>
  );
}
