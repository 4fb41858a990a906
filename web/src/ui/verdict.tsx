import type { Connector } from "../api/contract.ts";
import { Unplugged } from "./icons.tsx";
import { Tag, type Tone } from "./notice.tsx";
import { Time } from "./time.tsx";
import css from "./ui.module.css";

type Look = { tone: Tone; word: string; icon?: typeof Unplugged };

const words: Record<Connector["verdict"]["state"], Look> = {
  valid: { tone: "valid", word: "Valid" },
  invalid: { tone: "invalid", word: "Invalid" },
  unknown: { tone: "unknown", word: "Unknown" },
};

function look(connector: Connector): Look {
  if (!connector.connected) return { tone: "unknown", word: "Not connected", icon: Unplugged };
  const missing = connector.grant?.scopes_missing.length ?? 0;
  if (connector.verdict.state === "valid" && missing > 0)
    return { tone: "attention", word: `Valid · ${missing} ${missing === 1 ? "scope" : "scopes"} not given` };
  return words[connector.verdict.state];
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

/** Why the verdict is what it is, since when, and who must act. */
export function VerdictReason({ connector }: { connector: Connector }) {
  const { verdict, mine } = connector;
  const fixer = verdict.who === "owner_of_connector" && mine ? "You can fix it." : who[verdict.who];
  return (
    <p className={css.reason}>
      {verdict.message} {connector.connected && <Checked verdict={verdict} />}{" "}
      {verdict.state !== "valid" && connector.connected && fixer}
    </p>
  );
}

function Checked({ verdict }: { verdict: Connector["verdict"] }) {
  if (!verdict.checked_at) return null;
  return (
    <>
      Checked <Time at={verdict.checked_at} />
      {verdict.evidence && (
        <>
          {" "}
          by calling <code>{verdict.evidence}</code>
        </>
      )}
      .
    </>
  );
}
