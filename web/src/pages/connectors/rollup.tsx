import { Link, useSearchParams } from "react-router";
import type { ConnectorStatus, Connectors } from "../../api/contract.ts";
import { withChanges } from "../../ui/address.ts";
import { Pause, Unplugged } from "../../ui/icons.tsx";
import { Tag, type Tone } from "../../ui/notice.tsx";
import { connectorWords as words } from "../../words/connectors.ts";
import css from "./list.module.css";

/** Worst first. Those that were never checked are no news, and are not counted among the bad. */
const shown: readonly { status: ConnectorStatus; tone: Tone; icon?: typeof Pause }[] = [
  { status: "invalid", tone: "invalid" },
  { status: "unconfirmed", tone: "pending" },
  { status: "attention", tone: "attention" },
  { status: "unknown", tone: "unknown" },
  { status: "off", tone: "unknown", icon: Pause },
  { status: "disconnected", tone: "unknown", icon: Unplugged },
  { status: "valid", tone: "valid" },
];

/** How all of the workspace's connectors are; each leads to those it counts. */
export function Rollup({ byStatus }: { byStatus: Connectors["by_status"] }) {
  const [query] = useSearchParams();
  const present = shown.filter(({ status }) => (byStatus[status] ?? 0) > 0);
  const [only] = present;
  if (!only) return null;
  if (present.length === 1 && only.status === "valid")
    return (
      <p className={css.rollup}>
        <Tag tone="valid">{words.allWell(byStatus.valid ?? 0)}</Tag>
      </p>
    );
  return (
    <ul className={css.rollup} aria-label={words.rollup}>
      {present.map(({ status, tone, icon }) => (
        <li key={status}>
          <Link to={{ search: withChanges(query, { status }).toString() }}>
            <Tag tone={tone} {...(icon && { icon })}>
              {words.worst(words.statuses[status], byStatus[status] ?? 0)}
            </Tag>
          </Link>
        </li>
      ))}
    </ul>
  );
}
