import { type ReactNode, useEffect, useState } from "react";
import { announce } from "./live.tsx";
import css from "./ui.module.css";

/** Shows its children only after 200 ms: most answers come sooner, and a flash of grey is worse than nothing. */
export function Delayed({ children }: { children: ReactNode }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => {
      setLate(true);
      announce("Loading");
    }, 200);
    return () => window.clearTimeout(timer);
  }, []);
  return <div className={late ? undefined : css.invisible}>{children}</div>;
}

export function Bones({ count, height }: { count: number; height: number }) {
  return (
    <Delayed>
      <div className={css.bones} aria-hidden="true">
        {Array.from({ length: count }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: identical and never reordered
          <div key={index} className={css.bone} style={{ height }} />
        ))}
      </div>
    </Delayed>
  );
}
