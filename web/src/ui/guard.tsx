import { Button, Modal } from "@mantine/core";
import { useEffect } from "react";
import { useBlocker } from "react-router";
import { guard as words } from "../words/parts.ts";
import css from "./ui.module.css";

/** Asks before somebody leaves a page on which they have changed something. */
export function Guard({ when, what }: { when: boolean; what: string }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => when && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!when) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [when]);
  const stay = () => blocker.reset?.();
  return (
    <Modal opened={blocker.state === "blocked"} onClose={stay} title={words.leaveWithoutSavingAsk} size={480}>
      <div className={css.dialogBody}>
        <p>{words.yourChangesToAreNotSaved(what)}</p>
        <div className={css.dialogButtons}>
          <Button variant="default" onClick={stay} data-autofocus>
            {words.stay}
          </Button>
          <Button color="danger" onClick={() => blocker.proceed?.()}>
            {words.leave}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
