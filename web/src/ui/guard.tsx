import { Button, Modal } from "@mantine/core";
import { useEffect } from "react";
import { useBlocker } from "react-router";
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
    <Modal opened={blocker.state === "blocked"} onClose={stay} title="Leave without saving?" size={480}>
      <div className={css.dialogBody}>
        <p>Your changes to {what} are not saved. They are lost when you leave.</p>
        <div className={css.dialogButtons}>
          <Button variant="default" onClick={stay} data-autofocus>
            Stay
          </Button>
          <Button color="danger" onClick={() => blocker.proceed?.()}>
            Leave
          </Button>
        </div>
      </div>
    </Modal>
  );
}
