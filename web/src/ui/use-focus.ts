import { useEffect, useRef } from "react";

/** Focuses what replaced the control the person just used, which would otherwise leave the focus nowhere. */
export function useFocus<T extends HTMLElement>() {
  const ref = useRef<T>(null);
  useEffect(() => ref.current?.focus(), []);
  return ref;
}
