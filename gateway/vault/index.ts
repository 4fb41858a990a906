export type { SealedBytes } from "./envelope.ts";
export type { Exchanged } from "./exchanged.ts";
export { type KeySource, type LoadedKeyRing, loadKeyRing } from "./key-file.ts";
export type { RingKey } from "./key-ring.ts";
export type { KeyProvider } from "./keys.ts";
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
export { openVault } from "./vault.ts";
