import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PolicyTests } from "../../api/contract.ts";
import { policyTestsQuery, useAddPolicyTest, useRemovePolicyTest } from "../../api/policies.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { FailureDialog } from "../../ui/failure-dialog.tsx";
import { CheckCircle, XOctagon } from "../../ui/icons.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Tag } from "../../ui/notice.tsx";
import { returnFocus } from "../../ui/return-focus.ts";
import { Section } from "../../ui/section.tsx";
import { Cell } from "../../ui/table.tsx";
import { offerUndo } from "../../ui/undo.ts";
import { policies as words } from "../../words/policies.ts";
import { Decision } from "./decision.tsx";
import css from "./policies.module.css";
import { type Names, useNames } from "./use-names.ts";

type Test = PolicyTests["tests"][number];

export function SavedTests({ changes }: { changes: boolean }) {
  const reading = useQuery(policyTestsQuery(useWorkspace().id));
  const names = useNames();
  return (
    <Section title={words.tests} lead={words.testsLead}>
      <Listing
        label={words.tests}
        columns={words.testColumns}
        narrow="cards"
        reading={reading}
        rows={reading.data?.tests}
        row={(test) => <Row key={test.id} test={test} names={names} changes={changes} />}
        failed={words.testsFailed}
        empty={<p className={css.dim}>{words.testsEmpty}</p>}
        expect={2}
      />
    </Section>
  );
}

function Row({ test, names, changes }: { test: Test; names: Names; changes: boolean }) {
  const [failed, setFailed] = useState<unknown>();
  const remove = useRemovePolicyTest();
  const add = useAddPolicyTest();
  const { id, name, tool, agent, user, connector, expected, result } = test;
  const who = agent
    ? names.nameOf(names.agents, agent)
    : user
      ? names.nameOf(names.people, user)
      : words.anybody;
  const go = () =>
    remove.mutate(id, {
      onSuccess: () => {
        returnFocus();
        offerUndo({
          done: words.testRemoved(name),
          undone: words.testRestored(name),
          undo: () =>
            add.mutateAsync({ name, tool, agent, user, connector, expected, arguments: test.arguments }),
        });
      },
      onError: setFailed,
    });
  return (
    <tr>
      <Cell long>{name}</Cell>
      <Cell of={words.testColumns[1]} long>
        {words.testCall(names.nameOf(names.tools, tool), who)} {connector && <code>{connector}</code>}
      </Cell>
      <Cell of={words.testColumns[2]}>
        <Decision decision={expected} />
      </Cell>
      <Cell of={words.testColumns[3]} long>
        <Tag tone={result.passed ? "valid" : "invalid"} icon={result.passed ? CheckCircle : XOctagon}>
          {result.passed ? words.passed : words.failedTest}
        </Tag>{" "}
        {!result.passed && <span className={css.dim}>{result.reason}</span>}
      </Cell>
      <Cell corner>
        {changes && (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={words.removeTest(name)}
            loading={remove.isPending}
            onClick={go}
          >
            {words.remove}
          </Button>
        )}
        <FailureDialog title={words.testRemoveFailed} error={failed} onClose={() => setFailed(undefined)} />
      </Cell>
    </tr>
  );
}
