/** Ciphertext and the id of the key that opens it. */
export interface SealedBytes {
  keyId: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export interface RingKey {
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

/** The keys of VAULT_KEYS: the first seals, every one opens. */
export interface KeyRing {
  current: RingKey;
  byId(id: string): RingKey | undefined;
  /**
   * Keys for another purpose (HKDF-SHA256, RFC 5869), e.g. `derive("session-cookie")`: the first seals, every one
   * opens. Stable over restarts, unrelated to the ring's own keys.
   */
  derive(label: string): readonly RingKey[];
}
