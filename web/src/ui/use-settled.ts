import { useEffect, useState } from "react";

const LOOK_MS = 600;

/**
 * True once the page has been on the screen for a moment. A page that is slipped under somebody's second click must
 * not take that click for an answer.
 */
export function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    let timer: number | undefined;
    const look = () => {
      window.clearTimeout(timer);
      setSettled(false);
      if (document.visibilityState === "visible") timer = window.setTimeout(() => setSettled(true), LOOK_MS);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return settled;
}
