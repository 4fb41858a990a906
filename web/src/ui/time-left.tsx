import { useEffect, useState } from "react";
import { timeLeft as said } from "../words/parts.ts";
import { exactly } from "./time.tsx";

function words(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 0) return said.timeIsUp;
  if (seconds < 90) return said.sLeft(seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 90) return said.minLeft(minutes);
  return said.hLeft(Math.floor(minutes / 60));
}

/** Counts down to a moment. Not announced by itself: it would never be silent. */
export function TimeLeft({ until }: { until: string }) {
  const [now, setNow] = useState(Date.now);
  const left = Date.parse(until) - now;
  const over = left <= 0;
  useEffect(() => {
    if (over) return;
    const timer = window.setInterval(() => setNow(Date.now()), 1_000);
    return () => window.clearInterval(timer);
  }, [over]);
  return (
    <time dateTime={until} title={exactly(until)}>
      {words(left)}
    </time>
  );
}
