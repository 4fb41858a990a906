import { useState } from "react";
import type { ListedConnector } from "../../api/contract.ts";

/** Rows somebody ticked. It holds through the pages of a list; leaving the list drops it. */
export function useSelection() {
  const [chosen, setChosen] = useState<ReadonlyMap<string, ListedConnector>>(new Map());
  return {
    items: [...chosen.values()],
    has: ({ id }: ListedConnector) => chosen.has(id),
    set: (items: readonly ListedConnector[], on: boolean) =>
      setChosen((now) => {
        const next = new Map(now);
        for (const item of items) {
          if (on) next.set(item.id, item);
          else next.delete(item.id);
        }
        return next;
      }),
    clear: () => setChosen(new Map()),
  };
}
export type Selection = ReturnType<typeof useSelection>;
