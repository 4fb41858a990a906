import type { RingKey } from "./key-ring.ts";
import type { KeyProvider } from "./keys.ts";

/**
 * A provider that can be exchanged while it is in use. The lists that `derive` gave out change with it, so that
 * whoever holds one seals with the new key and no longer opens with one that is gone.
 */
export function openLiveRing(first: KeyProvider): { keys: KeyProvider; replace(next: KeyProvider): void } {
  let now = first;
  const derived = new Map<string, RingKey[]>();
  const keys: KeyProvider = {
    kind: first.kind,
    get currentId() {
      return now.currentId;
    },
    get ids() {
      return now.ids;
    },
    knows: (id) => now.knows(id),
    wrap: (dataKey, bound) => now.wrap(dataKey, bound),
    unwrap: (wrapped, bound) => now.unwrap(wrapped, bound),
    derive(label) {
      const list = derived.get(label) ?? [...now.derive(label)];
      derived.set(label, list);
      return list;
    },
    legacyKey: (id) => now.legacyKey?.(id),
  };
  return {
    keys: Object.freeze(keys),
    replace(next) {
      now = next;
      for (const [label, list] of derived) list.splice(0, list.length, ...next.derive(label));
    },
  };
}
