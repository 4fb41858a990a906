import { randomBytes } from "node:crypto";
import { GatewayError } from "../errors.ts";
import { openDataKeyCache } from "./data-key-cache.ts";
import type { RingKey } from "./key-ring.ts";
import type { Bound, KeyProvider, RootTable, WrappedKey } from "./keys.ts";
import { type Kms, openKms } from "./kms.ts";
import { deriveFrom, loadRoots } from "./roots.ts";

export interface KmsSource {
  /** ARN of the key that wraps; undefined: the service only opens what it wrapped before. */
  keyId: string | undefined;
  /** ARNs of keys that only unwrap. At least one key in all. */
  oldKeyIds: readonly string[];
  /** A counterpart of AWS KMS; undefined: the region's own. */
  endpoint: string | undefined;
}

const HEALTH_MS = 30_000;

/**
 * AWS KMS as the place of the keys: they never leave it. Unwrapped data keys are kept for at most five minutes, which
 * is how long calls go on after the gateway's permission was taken away or a key was disabled.
 */
export function openKeyService(source: KmsSource, kms: Kms = openKms(source.endpoint)): KeyProvider {
  const ids = [...new Set([source.keyId, ...source.oldKeyIds].filter((id) => id !== undefined))];
  const currentId = ids[0]!;
  const cache = openDataKeyCache();
  let roots: RingKey[] | undefined;

  const wrap = async (dataKey: Buffer, bound: Bound): Promise<WrappedKey> => ({
    keyId: currentId,
    bytes: await kms.encrypt(currentId, dataKey, bound),
  });
  const healthy = openHealth(async () => {
    const bound: Bound = { workspaceId: "gateway", purpose: "root:health" };
    const { bytes } = await wrap(randomBytes(32), bound);
    (await kms.decrypt(currentId, bytes, bound)).fill(0);
  });
  const service: KeyProvider = {
    kind: "aws_kms",
    currentId,
    ids,
    knows: (id) => ids.includes(id),
    wrap,
    async unwrap(wrapped, bound) {
      if (!ids.includes(wrapped.keyId)) throw new GatewayError("key_unknown");
      return cache.get(wrapped, bound, () => kms.decrypt(wrapped.keyId, wrapped.bytes, bound));
    },
    derive(label) {
      if (!roots) throw new Error("the key service's roots are not loaded");
      return deriveFrom(roots, label);
    },
    async ready(table: RootTable, sealer = service) {
      if (source.keyId) await healthy.check();
      roots = await loadRoots(table, sealer, ids);
    },
    healthy: healthy.ask,
    close() {
      cache.clear();
      kms.close();
    },
  };
  return Object.freeze(service);
}

/** Asked at most every 30 s, and once at a time: whoever polls costs the service no more. */
function openHealth(check: () => Promise<void>) {
  let asked = Number.NEGATIVE_INFINITY;
  let answer = Promise.resolve(true);
  return {
    check,
    ask(): Promise<boolean> {
      if (performance.now() - asked < HEALTH_MS) return answer;
      asked = performance.now();
      answer = check().then(
        () => true,
        () => false,
      );
      return answer;
    },
  };
}
