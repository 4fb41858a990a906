import { DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { GatewayError } from "../errors.ts";
import type { Bound } from "./keys.ts";

/** One try, and all tries together, milliseconds. */
const REQUEST_MS = 3_000;
const PATIENCE_MS = 8_000;
const CONNECT_MS = 2_000;
const TRIES = 3;
const DATA_KEY = 32;

export interface Kms {
  encrypt(keyArn: string, dataKey: Buffer, bound: Bound): Promise<Uint8Array<ArrayBuffer>>;
  /** The caller wipes what it gets. */
  decrypt(keyArn: string, bytes: Uint8Array, bound: Bound): Promise<Buffer>;
  close(): void;
}

/** `arn:aws:kms:<region>:<account>:key/<id>` */
const regionOf = (keyArn: string): string => keyArn.split(":")[3] ?? "";

/** Authenticated with the ciphertext by the service, and in its own log (CloudTrail) as it stands: ids only. */
const contextOf = ({ workspaceId, purpose }: Bound) => ({ workspace: workspaceId, purpose });

/**
 * Encrypt and Decrypt of AWS KMS (API 2014-11-01), in the region each key's ARN names, with credentials from the
 * SDK's usual chain. Errors: `credential_unreadable` where the ciphertext is at fault, otherwise
 * `key_service_unavailable`: no answer, throttled, permission missing, key disabled or about to be deleted.
 */
export function openKms(endpoint: string | undefined, patienceMs = PATIENCE_MS): Kms {
  const clients = new Map<string, KMSClient>();
  const clientOf = (keyArn: string): KMSClient => {
    const region = regionOf(keyArn);
    const client =
      clients.get(region) ??
      new KMSClient({
        region,
        maxAttempts: TRIES,
        requestHandler: {
          connectionTimeout: CONNECT_MS,
          requestTimeout: REQUEST_MS,
          throwOnRequestTimeout: true,
        },
        ...(endpoint && { endpoint }),
      });
    clients.set(region, client);
    return client;
  };
  const patience = () => ({ abortSignal: AbortSignal.timeout(patienceMs) });

  return {
    async encrypt(keyArn, dataKey, bound) {
      const command = new EncryptCommand({
        KeyId: keyArn,
        Plaintext: dataKey,
        EncryptionContext: contextOf(bound),
      });
      const { CiphertextBlob, KeyId } = await clientOf(keyArn).send(command, patience()).catch(refuse);
      if (!CiphertextBlob || KeyId !== keyArn) throw unavailable("an answer for another key");
      return new Uint8Array(CiphertextBlob);
    },
    async decrypt(keyArn, bytes, bound) {
      const command = new DecryptCommand({
        KeyId: keyArn,
        CiphertextBlob: bytes,
        EncryptionContext: contextOf(bound),
      });
      const { Plaintext, KeyId } = await clientOf(keyArn).send(command, patience()).catch(refuse);
      if (!Plaintext || KeyId !== keyArn) throw unavailable("an answer for another key");
      if (Plaintext.byteLength !== DATA_KEY) throw new GatewayError("credential_unreadable");
      // Its own memory, so that the caller's wiping leaves no second copy.
      return Buffer.from(Plaintext.buffer, Plaintext.byteOffset, Plaintext.byteLength);
    },
    close() {
      for (const client of clients.values()) client.destroy();
    },
  };
}

const AT_FAULT = new Set(["InvalidCiphertextException", "IncorrectKeyException"]);

function refuse(error: unknown): never {
  const name = error instanceof Error ? error.name : "";
  if (AT_FAULT.has(name)) throw new GatewayError("credential_unreadable", { cause: error });
  throw unavailable(/^[A-Za-z]{1,60}$/.test(name) ? name : "no answer", error);
}

/** `what` is the name of an error, never its message: that quotes keys and accounts. */
const unavailable = (what: string, cause?: unknown): GatewayError =>
  new GatewayError("key_service_unavailable", { detail: `The key service said: ${what}.`, cause });
