import type { Principal } from "../context.ts";

type Fields = { [K in keyof Principal as K extends string ? K : never]: Principal[K] };

/** The one place a Principal is minted. */
export function mint(fields: Omit<Fields, "clientId"> & { clientId?: string | undefined }): Principal {
  const clientId: string | undefined = undefined;
  return Object.freeze({ clientId, ...fields }) as Principal;
}
