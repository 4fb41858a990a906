export { openEgress } from "./egress.ts";
export { egressFetch } from "./fetch.ts";
export type { Egress, EgressPolicy, EgressResponse } from "./types.ts";
