import type { Registry } from "../catalog/index.ts";
import { GatewayError } from "../errors.ts";

/**
 * The present names of these tools. Throws `bad_request` that names each one which no server has, or none of the given
 * servers (empty: any).
 */
export function knownTools(
  { servers }: Registry,
  names: readonly string[],
  within: readonly string[] = [],
): string[] {
  const reachable = [...servers.values()].filter(
    ({ spec }) => within.length === 0 || within.includes(spec.id),
  );
  const present = (name: string) => {
    for (const server of reachable) {
      const now = server.present(name);
      if (server.tools.has(now)) return now;
    }
    return undefined;
  };
  const unknown = names.filter((name) => present(name) === undefined);
  if (unknown.length > 0) {
    const fields = unknown.map((name) => ({ path: "tools", message: `there is no tool ${name} here` }));
    throw new GatewayError("bad_request", {
      detail: `There is no tool ${unknown.slice(0, 5).join(", ")} here.`,
      data: { fields },
    });
  }
  return [...new Set(names.flatMap((name) => present(name) ?? []))];
}
