import { Button, type ButtonProps } from "@mantine/core";
import { type ReactNode, useId } from "react";
import css from "./ui.module.css";

type Props = Pick<ButtonProps, "variant" | "color" | "size" | "leftSection" | "loading"> & {
  /** Why it cannot be pressed now; undefined: it can. */
  reason: string | undefined;
  onClick: () => void;
  children: ReactNode;
};

/** An action that stays visible while it is not available, reachable by keyboard, with its reason beside it. */
export function ReasonedButton({ reason, onClick, children, ...look }: Props) {
  const id = useId();
  const off = reason !== undefined;
  return (
    <>
      <Button
        {...look}
        {...(off && { "data-disabled": true, "aria-describedby": id })}
        aria-disabled={off}
        onClick={() => {
          if (!off) onClick();
        }}
      >
        {children}
      </Button>
      {off && (
        <span id={id} className={css.dim}>
          {reason}
        </span>
      )}
    </>
  );
}
