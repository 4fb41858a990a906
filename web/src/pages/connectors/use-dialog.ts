import { useLocation, useNavigate } from "react-router";
import { page } from "../../paths.ts";

export const DIALOGS = [
  "authorize",
  "change",
  "revoke",
  "rename",
  "delete",
  "revoke_all",
  "connected",
  "tools",
] as const;
type DialogName = (typeof DIALOGS)[number];

/** Dialogs are addresses of the list; what is filtered and searched there stays under them. */
export function useDialog() {
  const navigate = useNavigate();
  const { search } = useLocation();
  const without = () => {
    const query = new URLSearchParams(search);
    for (const name of DIALOGS) query.delete(name);
    return query;
  };
  return {
    open: (name: DialogName, value: string) => {
      const query = without();
      query.set(name, value);
      void navigate({ pathname: page.connectors(), search: query.toString() });
    },
    close: () => void navigate({ search: without().toString() }, { replace: true, preventScrollReset: true }),
  };
}
