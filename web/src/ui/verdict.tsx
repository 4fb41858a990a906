import type { Connector } from "../api/contract.ts";
import { CheckCircle, Clock, Pause, Unknown, Unplugged } from "./icons.tsx";
import { Tag, type Tone } from "./notice.tsx";
import { Time } from "./time.tsx";
import css from "./ui.module.css";

type Look = { tone: Tone; word: string; icon?: typeof Unplugged };

/** The colour is how fresh the evidence is; the icon and the word say the same without it. */
const healths: Record<Connector["verdict"]["health"], Tone> = {
  green: "valid",
  neutral: "unknown",
  yellow: "attention",
  red: "invalid",
};

const states: Record<Exclude<Connector["state"], "enabled">, Look> = {
  disabled: { tone: "unknown", word: "Switched off", icon: Pause },
  unconfirmed: { tone: "pending", word: "Waits for an answer" },
};

function look({ connected, state, verdict, grant }: Connector): Look {
  if (!connected) return { tone: "unknown", word: "Not connected", icon: Unplugged };
  if (state !== "enabled") return states[state];
  const tone = healths[verdict.health];
  if (verdict.state === "invalid") return { tone, word: "Invalid" };
  if (verdict.state === "unknown") return { tone, word: "Unknown", icon: Unknown };
  const missing = grant?.scopes_missing.length ?? 0;
  if (missing > 0)
    return { tone: "attention", word: `Valid · ${missing} ${missing === 1 ? "scope" : "scopes"} not given` };
  if (verdict.health === "yellow") return { tone, word: "Valid · not checked lately", icon: Clock };
  return { tone, word: "Valid", icon: CheckCircle };
}

export function VerdictBadge({ connector }: { connector: Connector }) {
  const { word, ...shape } = look(connector);
  return <Tag {...shape}>{word}</Tag>;
}

const who: Record<Connector["verdict"]["who"], string | null> = {
  nobody: null,
  owner_of_connector: "The owner of this connection can fix it.",
  admin: "An admin can fix it.",
  operator: "Whoever runs the gateway can fix it.",
};

const idle: Record<Connector["state"], string | null> = {
  enabled: null,
  disabled: "It keeps its access and serves no call.",
  unconfirmed:
    "It serves no call until somebody says that it shall stay, and goes by itself an hour after it was authorized.",
};

/** Why the verdict is what it is, since when, and who must act. */
export function VerdictReason({ connector }: { connector: Connector }) {
  const { verdict, mine, state } = connector;
  const fixer = verdict.who === "owner_of_connector" && mine ? "You can fix it." : who[verdict.who];
  return (
    <p className={css.reason}>
      {connector.connected && idle[state]}{" "}
      {(state === "enabled" || verdict.state !== "valid") && verdict.message}{" "}
      {connector.connected && <Checked verdict={verdict} />}{" "}
      {verdict.state !== "valid" && connector.connected && fixer}
    </p>
  );
}

const sources: Record<NonNullable<Connector["verdict"]["source"]>, string> = {
  call: "Seen in a tool's call",
  probe: "Checked",
  grant: "Authorized",
  refresh: "Seen when access was to be renewed,",
  revoke: "Ended",
};

function Checked({ verdict }: { verdict: Connector["verdict"] }) {
  if (!verdict.checked_at) return null;
  return (
    <>
      {sources[verdict.source ?? "probe"]} <Time at={verdict.checked_at} />
      {verdict.evidence && verdict.source !== "grant" && (
        <>
          {" "}
          by calling <code>{verdict.evidence}</code>
        </>
      )}
      .
    </>
  );
}
