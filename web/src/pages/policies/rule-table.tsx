import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import type { PolicyRule, PolicyWarnings } from "../../api/contract.ts";
import { policyWarningsQuery, useSaveRule } from "../../api/policies.ts";
import { page } from "../../paths.ts";
import { useMay, useWorkspace } from "../../shell/session-context.ts";
import { Empty } from "../../ui/empty.tsx";
import { FailureDialog } from "../../ui/failure-dialog.tsx";
import { Rules } from "../../ui/icons.tsx";
import { announce } from "../../ui/live.tsx";
import { Tag } from "../../ui/notice.tsx";
import { Cell, Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { policies as words } from "../../words/policies.ts";
import { Decision } from "./decision.tsx";
import css from "./policies.module.css";
import { wishFrom } from "./rule-draft.ts";
import { fitsWords, resourceWords } from "./rule-words.ts";
import { type Names, useNames } from "./use-names.ts";

const columns = [
  words.rule,
  words.decision,
  words.whichCalls,
  words.onlyTouching,
  words.changedAt,
  words.actions,
];
type Warnings = ReadonlyMap<string, PolicyWarnings["warnings"][number]>;

/** The most specific first, as they decide. */
export function RuleTable({ rules, changes }: { rules: readonly PolicyRule[]; changes: boolean }) {
  const names = useNames();
  const found = useQuery({ ...policyWarningsQuery(useWorkspace().id), enabled: rules.length > 0 });
  const warnings: Warnings = new Map(found.data?.warnings.map((one) => [one.rule, one]));
  if (rules.length === 0) return <Empty icon={<Rules size={64} />}>{words.noRuleYet}</Empty>;
  const ordered = [...rules].sort((a, b) => b.specificity - a.specificity);
  return (
    <>
      <p className={css.order}>{words.order}</p>
      <Table label={words.rules} columns={columns} narrow="cards">
        {ordered.map((rule) => (
          <Row key={rule.id} rule={rule} names={names} changes={changes} warning={warnings.get(rule.id)} />
        ))}
      </Table>
    </>
  );
}

type RowProps = {
  rule: PolicyRule;
  names: Names;
  changes: boolean;
  warning: PolicyWarnings["warnings"][number] | undefined;
};

function Row({ rule, names, changes, warning }: RowProps) {
  const { id, name, decision, four_eyes, approvers, observe, resources, updated_at, specificity } = rule;
  const navigate = useNavigate();
  const touching = resourceWords(resources);
  return (
    <tr>
      <Cell long>
        {name}
        {observe && <Watching rule={rule} changes={changes} />}
        {warning && !observe && (
          <span className={css.warning}>
            <Tag tone="attention">{words.warning}</Tag>{" "}
            {warning.code === "shadowed"
              ? words.warnings.shadowed(warning.by.map((one) => one.name))
              : words.warnings[warning.code]}
          </span>
        )}
      </Cell>
      <Cell of={words.decision}>
        <span className={css.decision}>
          <Decision decision={decision} />
          {four_eyes && <span className={css.dim}>{words.fourEyes}</span>}
          {approvers > 1 && <span className={css.dim}>{words.twoPeople}</span>}
        </span>
      </Cell>
      <Cell of={words.whichCalls} long>
        <span title={words.specificity(specificity)}>{fitsWords(rule, names)}</span>
      </Cell>
      <Cell of={words.onlyTouching} long>
        {touching.length === 0 ? words.anything : touching.join("; ")}
      </Cell>
      <Cell of={words.changedAt}>
        <Time at={updated_at} />
      </Cell>
      <Cell corner>
        {changes && (
          <span className={css.rowActions}>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={words.editOf(name)}
              onClick={() => navigate(page.policies({ rule: id }))}
            >
              {words.edit}
            </Button>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={words.deleteOf(name)}
              onClick={() => navigate(page.policies({ remove: id }))}
            >
              {words.delete}
            </Button>
          </span>
        )}
      </Cell>
    </tr>
  );
}

/** A rule that only watches: what it would have decided, and the step to letting it decide. */
function Watching({ rule, changes }: { rule: PolicyRule; changes: boolean }) {
  const save = useSaveRule(rule.id);
  const reads = useMay("audit.read");
  const decide = () =>
    save.mutate(
      { ...wishFrom(rule), observe: false },
      { onSuccess: ({ name }) => announce(words.decides(name)) },
    );
  return (
    <span className={css.warning}>
      <Tag tone="unknown">{words.watches}</Tag> {words.watchesHint}
      {reads && <Link to={page.audit({ type: "policy.observed", target: rule.id })}>{words.seen}</Link>}
      {changes && (
        <Button variant="default" size="compact-sm" loading={save.isPending} onClick={decide}>
          {words.decide}
        </Button>
      )}
      <FailureDialog title={words.modeFailed} error={save.error} onClose={() => save.reset()} />
    </span>
  );
}
