import type { App } from "../../api/contract.ts";
import { Tag, type Tone } from "../../ui/notice.tsx";
import { findings as words } from "../../words/provider-apps.ts";
import css from "./apps.module.css";

type Finding = App["findings"][number];

const looks: Record<Finding["level"], { tone: Tone; word: string; rank: number }> = {
  error: { tone: "invalid", word: words.error, rank: 0 },
  warning: { tone: "attention", word: words.warning, rank: 1 },
  ok: { tone: "valid", word: "OK", rank: 2 },
};

/** What the doctor found, the worst first. The redirect address has a place of its own above. */
export function Findings({ app }: { app: App }) {
  const shown = app.findings
    .filter((finding) => finding.code !== "redirect_uri")
    .toSorted((a, b) => looks[a.level].rank - looks[b.level].rank);
  if (shown.length === 0) return <p className={css.dim}>{words.notCheckedYet}</p>;
  return (
    <ul className={css.findings} aria-label={words.findingsAbout(app.name)}>
      {shown.map(({ code, level, message }) => (
        <li key={code}>
          <Tag tone={looks[level].tone}>{looks[level].word}</Tag>
          <span>{message}</span>
        </li>
      ))}
    </ul>
  );
}
