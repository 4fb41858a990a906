import type { Missing } from "../api/contract.ts";

export type Need = Missing["servers"][number]["needs"][number];

/** The answer came from outside this page: looked at before it is used. */
export function isMissing(value: unknown): value is Missing {
  if (typeof value !== "object" || value === null) return false;
  const { ready, servers } = value as Partial<Missing>;
  return (
    typeof ready === "boolean" && Array.isArray(servers) && servers.every(({ needs }) => Array.isArray(needs))
  );
}

/** The same lack of several servers is one line, with the tools of all of them. */
export function needsOf({ servers }: Missing): Need[] {
  const found = new Map<string, Need>();
  for (const need of servers.flatMap(({ needs }) => needs)) {
    const key = [need.code, need.provider, need.connector, need.url, need.who].join("\n");
    const known = found.get(key);
    found.set(key, known ? { ...known, tools: [...new Set([...known.tools, ...need.tools])] } : need);
  }
  return [...found.values()];
}

/** Connections with a lack that the answer counts and does not tell. */
export const untoldOf = ({ servers }: Missing): number =>
  servers.reduce((sum, { more_needs }) => sum + more_needs, 0);

/** Only to the gateway that the script is from. */
export function ownAddress(url: string, gateway: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed?.origin === gateway && /^https?:$/.test(parsed.protocol) ? parsed.href : undefined;
}
