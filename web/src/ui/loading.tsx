import { type ReactNode, useEffect, useState } from "react";
import { loading as words } from "../words/parts.ts";
import { announce } from "./live.tsx";
import css from "./ui.module.css";

/** Shows its children only after 200 ms: most answers come sooner, and a flash of grey is worse than nothing. */
export function Delayed({ children }: { children: ReactNode }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => {
      setLate(true);
      announce(words.loading);
    }, 200);
    return () => window.clearTimeout(timer);
  }, []);
  return <div className={late ? undefined : css.invisible}>{children}</div>;
}

type BonesProps = { count: number; height: number; className?: string | undefined };

/** `className` lays them out as what will replace them. */
export function Bones({ count, height, className = css.bones }: BonesProps) {
  return (
    <Delayed>
      <div className={className} aria-hidden="true">
        {Array.from({ length: count }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: identical and never reordered
          <div key={index} className={css.bone} style={{ height }} />
        ))}
      </div>
    </Delayed>
  );
}
