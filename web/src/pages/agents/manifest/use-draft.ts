import { useState } from "react";
import type { Manifest } from "../../../api/agents.ts";
import type { AgentInfo } from "../../../api/contract.ts";
import { jsonOf, readJson } from "./draft.ts";

interface State {
  /** What the draft began from. */
  base: { version: number; manifest: Manifest | null };
  /** Null: no manifest. */
  draft: Manifest | null;
  text: string;
  /** Why `text` is no manifest; `draft` is the last one that it was. */
  fault: string | undefined;
}

const begin = ({ version, manifest }: Pick<AgentInfo, "version" | "manifest">): State => ({
  base: { version, manifest },
  draft: manifest,
  text: manifest ? jsonOf(manifest) : "",
  fault: undefined,
});

const same = (a: Manifest | null, b: Manifest | null) => JSON.stringify(a) === JSON.stringify(b);

/** A manifest that is being edited: as a form or as JSON, which are two views of one draft. */
export function useDraft(agent: AgentInfo) {
  const [state, setState] = useState(() => begin(agent));
  const { base, draft, text, fault } = state;
  const dirty = fault !== undefined || !same(draft, base.manifest);
  const newer = agent.version > base.version;
  // Somebody else's change shows at once where there is nothing of one's own to lose.
  if (newer && !dirty) setState(begin(agent));
  return {
    base,
    draft,
    text,
    fault,
    dirty,
    /** Somebody else has saved meanwhile. */
    overtaken: newer && dirty,
    edit: (next: Manifest | null) =>
      setState({ base, draft: next, text: next ? jsonOf(next) : "", fault: undefined }),
    type(typed: string) {
      const read = readJson(typed);
      setState({ base, text: typed, fault: read.fault, draft: read.manifest ?? draft });
    },
    /** As it was saved, by whomever. */
    reset: (saved: Pick<AgentInfo, "version" | "manifest"> = agent) => setState(begin(saved)),
    /** Keeps the draft, to be compared with what the other one saved. */
    rebase: () => setState({ ...state, base: { version: agent.version, manifest: agent.manifest } }),
  };
}

export type Draft = ReturnType<typeof useDraft>;
