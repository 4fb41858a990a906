import type { KeyRing } from "./key-ring.ts";

export interface LoadedKeyRing {
  ring: KeyRing;
  /** Where the keys came from when not from VAULT_KEYS. */
  keyFile: string | undefined;
  /** True when the file was made just now. */
  created: boolean;
}
