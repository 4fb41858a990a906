import type { Principal } from "../context.ts";

/** The one place a Principal is minted. */
export function mint(
  fields: { [K in keyof Principal as K extends string ? K : never]: Principal[K] },
): Principal {
  return Object.freeze(fields) as Principal;
}
