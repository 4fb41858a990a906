import type { Connector } from "../api/contract.ts";
import { verdict as words } from "../words/verdict.ts";
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
  disabled: { tone: "unknown", word: words.switchedOff, icon: Pause },
  unconfirmed: { tone: "pending", word: words.waitsForAnswer },
};

function look({ connected, state, verdict, grant }: Connector): Look {
  if (!connected) return { tone: "unknown", word: words.notConnected, icon: Unplugged };
  if (state !== "enabled") return states[state];
  return lookOf(verdict, grant?.scopes_missing.length ?? 0);
}

/** Of a connector that serves calls. */
function lookOf(verdict: Pick<Connector["verdict"], "state" | "health">, missing: number): Look {
  const tone = healths[verdict.health];
  if (verdict.state === "invalid") return { tone, word: words.invalid };
  if (verdict.state === "unknown") return { tone, word: words.unknown, icon: Unknown };
  if (missing > 0) return { tone: "attention", word: words.validScopeNotGiven(missing) };
  if (verdict.health === "yellow") return { tone, word: words.validNotCheckedLately, icon: Clock };
  return { tone, word: words.valid, icon: CheckCircle };
}

export function VerdictBadge({ connector }: { connector: Connector }) {
  const { word, ...shape } = look(connector);
  return <Tag {...shape}>{word}</Tag>;
}

/** Where no more than the verdict is known. */
export function VerdictTag({ verdict }: { verdict: Pick<Connector["verdict"], "state" | "health"> }) {
  const { word, ...shape } = lookOf(verdict, 0);
  return <Tag {...shape}>{word}</Tag>;
}

const who: Record<Connector["verdict"]["who"], string | null> = {
  nobody: null,
  owner_of_connector: words.ownerOfThisConnectionCanFix,
  admin: words.adminCanFixIt,
  operator: words.whoeverRunsGatewayCanFixIt,
};

const idle: Record<Connector["state"], string | null> = {
  enabled: null,
  disabled: words.itKeepsItsAccessAndServes,
  unconfirmed: words.itServesNoCallUntilSomebody,
};

/** Why the verdict is what it is, since when, and who must act. */
export function VerdictReason({ connector }: { connector: Connector }) {
  const { verdict, mine, state } = connector;
  const fixer = verdict.who === "owner_of_connector" && mine ? words.youCanFixIt : who[verdict.who];
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
  call: words.seenInToolsCall,
  probe: words.checked,
  grant: words.authorized,
  refresh: words.seenWhenAccess,
  revoke: words.ended,
};

function Checked({ verdict }: { verdict: Connector["verdict"] }) {
  if (!verdict.checked_at) return null;
  return (
    <>
      {sources[verdict.source ?? "probe"]} <Time at={verdict.checked_at} />
      {verdict.evidence && verdict.source !== "grant" && words.byCalling(<code>{verdict.evidence}</code>)}.
    </>
  );
}
