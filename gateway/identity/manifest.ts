import { z } from "zod";
import type { Principal } from "../context.ts";

/**
 * What an agent may use: tools by name, each on any connector or on one (its slug). `scopes` is what its author counts
 * on; it is held against tool and connectors when the manifest is checked and gives no right.
 */
const manifestSchema = z.strictObject({
  tools: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(64),
        connector: z.string().min(1).max(64).optional(),
        scopes: z.array(z.string().min(1).max(300)).max(50).optional(),
      }),
    )
    .max(400),
});
export type Manifest = z.output<typeof manifestSchema>;

/** As it is kept; null: none. */
export const readManifest = (kept: unknown): Manifest | undefined =>
  kept === null || kept === undefined ? undefined : manifestSchema.parse(kept);

/** A token's list of tools and its agent's manifest as one rule: what both allow. No list and no manifest: everything. */
export function toolsOf(listed: readonly string[], manifest: Manifest | undefined): Principal["tools"] {
  if (listed.length === 0 && !manifest) return undefined;
  if (!manifest) return new Map(listed.map((name) => [name, undefined]));
  const allowed = new Map<string, Set<string> | undefined>();
  for (const { name, connector } of manifest.tools) {
    if (listed.length > 0 && !listed.includes(name)) continue;
    const before = allowed.get(name);
    if (connector === undefined || (allowed.has(name) && before === undefined)) allowed.set(name, undefined);
    else allowed.set(name, new Set([...(before ?? []), connector]));
  }
  return allowed;
}
