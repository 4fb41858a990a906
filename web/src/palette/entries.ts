import type { ComponentType } from "react";

export type Kind = "actions" | "pages" | "connectors" | "agents" | "members";

export type Entry = {
  /** Stable: what is kept of a recent one, never its name. */
  id: string;
  kind: Kind;
  name: string;
  /** What else it is found by, and told beside it. */
  detail?: string | undefined;
  /** Further words that find it. */
  also?: string | undefined;
  Icon: ComponentType;
  /** Only when something is searched for: too many to be offered. */
  quiet?: boolean;
  run: () => void;
};
