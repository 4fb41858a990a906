export { openEgress } from "./egress.ts";
export { markSent, wasSent } from "./failure.ts";
export { egressFetch } from "./fetch.ts";
export type { Egress, EgressPolicy, EgressResponse } from "./types.ts";
