import { Button, CloseButton } from "@mantine/core";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { asApiError } from "../api/error.ts";
import { announce } from "../ui/live.tsx";
import { Prose } from "../ui/prose.tsx";
import { returnFocus } from "../ui/return-focus.ts";
import { currentOffers, dropOffer, dropOffers, type Offer, onOffers, UNDO_MS } from "../ui/undo.ts";
import { ui } from "../words/ui.ts";
import css from "./extras.module.css";

/** Below everything, so that it survives going to another page. Offers of another workspace are dropped. */
export function UndoBar({ workspace }: { workspace: string }) {
  const offers = useSyncExternalStore(onOffers, currentOffers);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was offered in one workspace is not undone in another
  useEffect(() => dropOffers, [workspace]);
  if (offers.length === 0) return null;
  return (
    <section className={css.undo} aria-label={ui.undoHint}>
      {offers.map((offer) => (
        <Entry key={offer.id} offer={offer} />
      ))}
    </section>
  );
}

function Entry({ offer }: { offer: Offer }) {
  const { id, done, undone, undo } = offer;
  const [held, setHeld] = useState(false);
  const [state, setState] = useState<"offered" | "undoing" | { error: unknown }>("offered");
  useEffect(() => announce(ui.undoOffered(done)), [done]);
  useTimeout(() => dropOffer(id), state === "offered" && !held);
  const leave = () => {
    dropOffer(id);
    returnFocus();
  };
  const take = async () => {
    setState("undoing");
    try {
      await undo();
      announce(undone);
      leave();
    } catch (error) {
      setState({ error });
    }
  };
  const failed = typeof state === "object" ? asApiError(state.error).problem : undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: reading it must not race against the clock
    <div
      className={css.offer}
      data-failed={failed !== undefined}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {failed ? (
        <p role="alert">
          <strong>{ui.undoFailed(done)}</strong>{" "}
          <Prose text={`${failed.detail ?? failed.title} ${failed.next}`} />
        </p>
      ) : (
        <p>{done}</p>
      )}
      <Button size="compact-sm" variant="default" loading={state === "undoing"} onClick={take} data-undo="">
        {ui.undo}
      </Button>
      <CloseButton aria-label={`${ui.dismiss}: ${done}`} onClick={leave} />
    </div>
  );
}

/** Ten seconds in which somebody could look: held while the pointer or the focus is there, or the tab is hidden. */
function useTimeout(end: () => void, running: boolean): void {
  const left = useRef(UNDO_MS);
  const latest = useRef(end);
  latest.current = end;
  useEffect(() => {
    if (!running) return;
    const timer = window.setInterval(() => {
      if (document.visibilityState === "hidden") return;
      left.current -= 250;
      if (left.current <= 0) latest.current();
    }, 250);
    return () => window.clearInterval(timer);
  }, [running]);
}
