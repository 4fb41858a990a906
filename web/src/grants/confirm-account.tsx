import { Button } from "@mantine/core";
import { useConfirm } from "../api/connector-changes.ts";
import type { Connector } from "../api/contract.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { announce } from "../ui/live.tsx";
import { confirmAccount as words } from "../words/grants.ts";
import css from "./grants.module.css";

type Props = { connector: Connector; onAnswered?: (kept: Connector | null) => void };

/** Keep or discard the second account that somebody signed in with. */
export function ConfirmAccount({ connector, onAnswered }: Props) {
  const confirm = useConfirm();
  const { account } = connector;
  const answer = (keep: boolean) =>
    confirm.mutate(
      { connector, keep },
      {
        onSuccess: ({ connector: kept }) => {
          announce(keep ? words.isKeptAsConnectionOfIts(account) : words.wasDiscarded(account));
          onAnswered?.(kept);
        },
      },
    );
  const { isPending, variables } = confirm;
  return (
    <>
      <div className={css.answers}>
        <Button onClick={() => answer(true)} loading={isPending && variables.keep} disabled={isPending}>
          {words.keep(account)}
        </Button>
        <Button
          variant="default"
          onClick={() => answer(false)}
          loading={isPending && !variables.keep}
          disabled={isPending}
        >
          {words.discard(account)}
        </Button>
      </div>
      {confirm.error && <ErrorPanel title={words.failedToSaveYourAnswer} error={confirm.error} />}
    </>
  );
}
