/**
 * The types of the gateway's contract. A schema is imported from its own room, `gateway/api/contract/<room>.ts`, so that a
 * page brings along what it reads and no more.
 */
export type * from "../../../gateway/api/contract/index.ts";
