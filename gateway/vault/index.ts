export type { SealedBytes } from "./envelope.ts";
export type { Exchanged } from "./exchanged.ts";
export { newKeyEntry, type RingKey } from "./key-ring.ts";
export type { KmsSource } from "./key-service.ts";
export type { KeyProvider } from "./keys.ts";
export { type KeySource, type LoadedKeys, loadKeys } from "./load-keys.ts";
export { authenticateBy } from "./login-authentication.ts";
export type { VaultDb, VaultLog } from "./ports.ts";
export { rootId } from "./roots.ts";
export { type RotationEvent, type RotationProgress, type RotationResult, rotate } from "./rotation.ts";
export { Secret } from "./secret.ts";
export type { Part } from "./token-set.ts";
export type { Trial, TrialAnswer, TrialRefresh } from "./trial.ts";
export { type KeyTrial, tryKeys } from "./try-keys.ts";
export type {
  ApiRequest,
  AppCheck,
  AppSecrets,
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
