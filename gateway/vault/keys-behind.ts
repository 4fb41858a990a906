import { GatewayError } from "../errors.ts";
import type { KeyProvider } from "./keys.ts";

/** `first` wraps; what `old` wrapped opens as well: for moving from one place of keys to another, either way. */
export function behind(first: KeyProvider, old: KeyProvider): KeyProvider {
  const both = [first, old];
  const of = (keyId: string) => both.find((keys) => keys.knows(keyId));
  const together: KeyProvider = {
    kind: first.kind,
    get currentId() {
      return first.currentId;
    },
    get ids() {
      return both.flatMap((keys) => keys.ids);
    },
    knows: (id) => of(id) !== undefined,
    wrap: (dataKey, bound) => first.wrap(dataKey, bound),
    async unwrap(wrapped, bound) {
      const keys = of(wrapped.keyId);
      if (!keys) throw new GatewayError("key_unknown");
      return keys.unwrap(wrapped, bound);
    },
    derive: (label) => both.flatMap((keys) => keys.derive(label)),
    legacyKey: (id) => of(id)?.legacyKey?.(id),
    async ready(roots) {
      // What `old` has no root for yet is sealed with the key that wraps.
      for (const keys of both) await keys.ready?.(roots, together);
    },
    ...(first.healthy && { healthy: () => first.healthy?.() ?? Promise.resolve(true) }),
    close() {
      for (const keys of both) keys.close?.();
    },
  };
  return Object.freeze(together);
}
