import { Button } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { isDown, onNetwork } from "../api/network.ts";
import { isPaused, liveStatus, onLive, setPaused } from "../live/state.ts";
import { CheckCircle, Clock, Pause } from "../ui/icons.tsx";
import { announce } from "../ui/live.tsx";
import { live } from "../words/live.ts";
import css from "./extras.module.css";

const looks = {
  live: { Icon: CheckCircle, word: live.live, title: live.saidLive },
  connecting: { Icon: Clock, word: live.connecting, title: live.saidReconnecting },
  reconnecting: { Icon: Clock, word: live.reconnecting, title: live.saidReconnecting },
  paused: { Icon: Pause, word: live.paused, title: live.saidPaused },
} as const;

/** Whether the page follows what changes, and the way to stop it (WCAG 2.2.2). */
export function LiveBadge() {
  const status = useSyncExternalStore(onLive, liveStatus);
  const paused = useSyncExternalStore(onLive, isPaused);
  const down = useSyncExternalStore(onNetwork, isDown);
  const state = paused ? "paused" : down ? "reconnecting" : status === "off" ? "connecting" : status;
  const { Icon, word, title } = looks[state];
  const toggle = () => {
    setPaused(!paused);
    announce(paused ? live.resumedNow : live.pausedNow);
  };
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      className={css.badge}
      data-state={state}
      title={title}
      aria-label={`${word}. ${paused ? live.resume : live.pause}`}
      onClick={toggle}
    >
      <Icon />
      <span className={css.word}>{word}</span>
    </Button>
  );
}
