import { useRef } from "react";

/** True from the first time on: what was opened stays, so that it closes in its own time. */
export function useOnce(now: boolean): boolean {
  const before = useRef(false);
  if (now) before.current = true;
  return before.current;
}
