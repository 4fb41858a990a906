import { createContext, use } from "react";
import type { Session } from "../api/contract.ts";

export type Permission = Session["permissions"][number];

export const SessionContext = createContext<Session | null>(null);

/** Only below `RequireSession`, which has no children without one. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error("no session in context");
  return session;
}

export const useWorkspace = () => useSession().workspace;
export const useMay = (permission: Permission) => useSession().permissions.includes(permission);
