import { useEffect, useState } from "react";

const REST_MS = 250;

/** What was written last, once somebody has rested from writing. */
export function useLate(text: string): string {
  const [late, setLate] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(text), REST_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return late;
}
