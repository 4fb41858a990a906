export { type EgressOptions, openEgress } from "./egress.ts";
export { type EgressFetch, egressFetch } from "./fetch.ts";
export type { Egress, EgressPolicy, EgressRequest, EgressResponse } from "./types.ts";
