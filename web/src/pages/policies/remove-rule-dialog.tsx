import type { PolicyRule } from "../../api/contract.ts";
import { useDeleteRule } from "../../api/policies.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { announce } from "../../ui/live.tsx";
import { decisions } from "./decision.tsx";

type Props = { rule: PolicyRule | undefined; onClose: () => void };

export function RemoveRuleDialog({ rule, onClose }: Props) {
  const remove = useDeleteRule();
  const close = () => {
    remove.reset();
    onClose();
  };
  const go = () =>
    rule &&
    remove.mutate(rule.id, {
      onSuccess: () => {
        announce(`Rule ${rule.name} deleted`);
        close();
      },
    });
  return (
    <ConfirmDialog
      opened={rule !== undefined}
      title={`Delete ${rule?.name}?`}
      keep="Keep rule"
      act="Delete rule"
      busy={remove.isPending}
      error={remove.error}
      onAct={go}
      onClose={close}
    >
      <p>
        It says {rule && decisions[rule.decision].word.toLowerCase()}. The calls that it fits are then decided
        by the other rules, or by what is set for calls that no rule fits. It counts at once.
      </p>
    </ConfirmDialog>
  );
}
