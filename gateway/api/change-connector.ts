import type { Principal } from "../context.ts";
import type { ApiDeps } from "./operation.ts";

/** Renames and switches on or off, whichever is given. */
export async function applyChange(
  { grants }: ApiDeps,
  who: Principal,
  id: string,
  { name, enabled }: { name?: string | undefined; enabled?: boolean | undefined },
  requestId: string,
): Promise<void> {
  if (name !== undefined) await grants.rename(who, id, name, requestId);
  if (enabled !== undefined) await grants.setEnabled(who, id, enabled, requestId);
}
