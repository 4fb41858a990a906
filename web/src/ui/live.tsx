import { useSyncExternalStore } from "react";

let text = "";
const listeners = new Set<() => void>();

/** Tells assistive technology what just happened, through the one polite region of the page. */
export function announce(message: string): void {
  // A trailing no-break space makes a repeated message a change, or it would stay silent.
  text = message === text ? `${message}\u00A0` : message;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function LiveRegion() {
  const message = useSyncExternalStore(subscribe, () => text);
  return (
    <div className="vk-hidden" role="status" aria-live="polite">
      {message}
    </div>
  );
}
