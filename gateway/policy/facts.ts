import { type AnyTool, TARGET_KINDS, type Target, unbounded } from "../../mcp-servers/kit/index.ts";

type Declared = Pick<AnyTool, "targets" | "labels">;

/** What a call with these arguments touches. A tool that does not say may touch anything. Throws what the tool throws. */
export function targetsOf(tool: Declared, input: Record<string, unknown>): readonly Target[] {
  const { targets } = tool as Partial<Declared>;
  if (targets === "none") return [];
  return targets?.(input) ?? TARGET_KINDS.map(unbounded);
}

/** Where a call with these arguments could take data to; empty: nowhere. A tool that does not say could anywhere. */
export function carriedTargets(tool: Declared, input: Record<string, unknown>): readonly Target[] {
  const carries = (tool as Partial<Declared>).labels?.carries_out ?? "targets";
  if (carries === false) return [];
  return carries === "targets" ? targetsOf(tool, input) : carries(input);
}

/** What a call of this tool reads. A tool that does not say reads both. */
export function readingOf(tool: Declared): { untrusted: boolean; private: boolean } {
  const { reads_untrusted: untrusted = true, reads_private = true } =
    (tool as Partial<Declared>).labels ?? {};
  return { untrusted, private: reads_private };
}
