import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { isDown, onNetwork, probe } from "../api/network.ts";
import { Unplugged } from "../ui/icons.tsx";
import { announce } from "../ui/live.tsx";
import { live } from "../words/live.ts";
import css from "./extras.module.css";

/** Seconds until the next try by itself. */
const waits = [2, 3, 5, 8, 13, 20, 30];

/** While the gateway is out of reach: says so once, tries again by itself, and reads again what is shown when it is back. */
export function NetworkBanner() {
  const down = useSyncExternalStore(onNetwork, isDown);
  const client = useQueryClient();
  useEffect(() => {
    if (!down) return;
    announce(`${live.down} ${live.downDetail}`);
    return () => {
      announce(live.back);
      void client.invalidateQueries();
    };
  }, [down, client]);
  return down ? <Banner /> : null;
}

function Banner() {
  const { left, now } = useRetry();
  return (
    <section className={css.network} aria-label={live.banner} data-bottom-bar="">
      <Unplugged size={20} />
      <p>
        <strong>{live.down}</strong> {live.downDetail} <span className={css.wait}>{live.tryingIn(left)}</span>
      </p>
      <Button size="compact-sm" variant="default" onClick={now}>
        {live.tryNow}
      </Button>
    </section>
  );
}

function useRetry() {
  const [state, setState] = useState({ tries: 0, left: waits[0] ?? 2 });
  const { tries, left } = state;
  const now = () => setState({ tries, left: 0 });
  useEffect(() => {
    if (left > 0) {
      const timer = window.setTimeout(() => setState({ tries, left: left - 1 }), 1_000);
      return () => window.clearTimeout(timer);
    }
    let gone = false;
    void probe().then(() => {
      // Still here: it came to nothing.
      if (!gone) setState({ tries: tries + 1, left: waits[Math.min(tries + 1, waits.length - 1)] ?? 30 });
    });
    return () => {
      gone = true;
    };
  }, [tries, left]);
  return { left, now };
}
