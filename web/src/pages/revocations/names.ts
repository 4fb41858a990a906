import { useQuery } from "@tanstack/react-query";
import type { RevocationRun } from "../../api/contract.ts";
import { membersQuery } from "../../api/people.ts";
import { catalogQuery } from "../../api/queries.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { names as words } from "../../words/revocations.ts";

/** Runs name what they ended, and who began them, by id; people read names. */
export function useNames() {
  const { id, name } = useWorkspace();
  const { data: people } = useQuery(membersQuery(id));
  const { data: catalog } = useQuery(catalogQuery(id));
  const person = (who: string) => people?.members.find((each) => each.id === who)?.name;
  const provider = (which: string) => catalog?.providers.find((each) => each.id === which)?.title;
  return {
    what({ scope, target }: RevocationRun): string {
      if (scope === "workspace") return words.everythingIn(name);
      if (scope === "provider") return words.everythingOf(provider(target) ?? target);
      const whose = person(target);
      return whose ? words.everythingOf(whose) : words.formerMember(target);
    },
    who: (id: string): string => person(id) ?? id,
  };
}
