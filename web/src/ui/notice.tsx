import { CloseButton } from "@mantine/core";
import type { ComponentType, ReactNode } from "react";
import { notice as words } from "../words/parts.ts";
import { CheckCircle, Clock, Triangle, Unknown, XOctagon } from "./icons.tsx";
import css from "./ui.module.css";

type Icon = ComponentType<{ size?: number }>;
export type Tone = "valid" | "attention" | "invalid" | "pending" | "unknown";

const icons = {
  valid: CheckCircle,
  attention: Triangle,
  invalid: XOctagon,
  pending: Clock,
  unknown: Unknown,
};

type Props = { tone: Tone; children: ReactNode; onDismiss?: () => void };

/** A line in the page that says what is so; it does not interrupt. */
export function Notice({ tone, children, onDismiss }: Props) {
  const Icon = icons[tone];
  return (
    <div className={css.notice} data-tone={tone}>
      <Icon />
      <div>{children}</div>
      {onDismiss && <CloseButton size="sm" aria-label={words.dismiss} onClick={onDismiss} />}
    </div>
  );
}

/** Shape, word and colour of a state. */
export function Tag({ tone, icon, children }: { tone: Tone; icon?: Icon; children: ReactNode }) {
  const Icon = icon ?? icons[tone];
  return (
    <span className={css.tag} data-tone={tone}>
      <Icon size={14} />
      {children}
    </span>
  );
}
