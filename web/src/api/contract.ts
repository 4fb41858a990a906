/** The gateway's contract, and the only way to it: its schemas must be built after zod is told not to compile. */
import "./zod.ts";

export * from "../../../gateway/api/contract.ts";
