export type { Exchanged } from "./exchanged.ts";
export type { LoadedKeyRing } from "./key-file.ts";
export type { KeyRing, RingKey, SealedBytes } from "./key-ring.ts";
export type { VaultDb, VaultLog } from "./ports.ts";
export { Secret } from "./secret.ts";
export type {
  ApiRequest,
  Begin,
  Begun,
  Finish,
  OAuthClient,
  ProbeResult,
  RevocationReceipt,
  Use,
  Vault,
  VaultAuditEvent,
  VaultOptions,
  VerdictFound,
} from "./types.ts";
