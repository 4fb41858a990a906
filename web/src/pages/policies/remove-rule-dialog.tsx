import type { PolicyRule } from "../../api/contract.ts";
import { useDeleteRule, useSaveRule } from "../../api/policies.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { offerUndo } from "../../ui/undo.ts";
import { policies as words } from "../../words/policies.ts";
import { decisions } from "./decision.tsx";
import { Preview } from "./preview.tsx";
import { wishFrom } from "./rule-draft.ts";

type Props = { rule: PolicyRule | undefined; onClose: () => void };

export function RemoveRuleDialog({ rule, onClose }: Props) {
  const remove = useDeleteRule();
  const add = useSaveRule(undefined);
  const close = () => {
    remove.reset();
    onClose();
  };
  const go = () =>
    rule &&
    remove.mutate(rule.id, {
      onSuccess: () => {
        offerUndo({
          done: words.removed(rule.name),
          undone: words.restored(rule.name),
          undo: () => add.mutateAsync(wishFrom(rule)),
        });
        close();
      },
    });
  return (
    <ConfirmDialog
      opened={rule !== undefined}
      title={words.deleteAsk(rule?.name)}
      keep={words.keepRule}
      act={words.deleteRule}
      busy={remove.isPending}
      error={remove.error}
      onAct={go}
      onClose={close}
    >
      <p>{words.itSays(rule && decisions[rule.decision].word.toLowerCase())}</p>
      {rule && remove.isIdle && <Preview change={{ kind: "remove", id: rule.id }} />}
    </ConfirmDialog>
  );
}
