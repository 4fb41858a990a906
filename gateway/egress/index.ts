export type { Egress, EgressPolicy, EgressRequest, EgressResponse } from "./types.ts";
