import { lookup as systemLookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { GatewayError } from "../errors.ts";

interface Resolved {
  address: string;
  family: number;
}
/** Every address of a host name. */
export type Resolve = (hostname: string) => Promise<readonly Resolved[]>;

export const resolveBySystem: Resolve = (hostname) => systemLookup(hostname, { all: true, verbatim: true });

/**
 * A `lookup` for `net.connect` that answers only with accepted addresses. The socket connects to exactly what was
 * checked, in the same step, so a name that answers differently the next time (DNS rebinding) gains nothing. One
 * refused address refuses the whole name: a provider's own DNS has no reason to mix in private ones.
 */
export function guardedLookup(resolve: Resolve, accepts: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        if (!found.every((r) => accepts(r.address))) return callback(refused(hostname), []);
        const family = options.family === 4 || options.family === 6 ? options.family : undefined;
        const usable = family === undefined ? found : found.filter((r) => r.family === family);
        const first = usable[0];
        if (!first) return callback(new Error(`No address for ${hostname}.`), []);
        if (options.all) callback(null, [...usable]);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, []),
    );
  };
}

const refused = (hostname: string) =>
  new GatewayError("egress_refused", {
    detail: `${hostname} resolves to an address that may not be called.`,
  });
