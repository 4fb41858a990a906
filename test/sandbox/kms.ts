// A stand-in for AWS KMS, ours, written from its public API reference (API 2014-11-01: Encrypt, Decrypt). It is what the
// gateway's key service is tested against; see docs/keys.md for what that does not show.
import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

export const KMS_REGION = "eu-central-1";
const ACCOUNT = "000000000000";
const SKEW_MS = 15 * 60_000;
const context = z.record(z.string(), z.string()).default({});
const base64 = z.base64().min(1);
const encryptRequest = z.strictObject({
  KeyId: z.string(),
  Plaintext: base64,
  EncryptionContext: context,
});
const decryptRequest = z.strictObject({
  KeyId: z.string().optional(),
  CiphertextBlob: base64,
  EncryptionContext: context,
});

/** An answer under 400 in the manner of AWS JSON 1.1. */
class KmsError extends Error {
  readonly type: string;
  constructor(type: string, message = "") {
    super(message);
    this.type = type;
  }
}

interface Key {
  arn: string;
  material: Buffer;
  state: "Enabled" | "Disabled" | "PendingDeletion";
}

export interface SandboxKms {
  endpoint: string;
  createKey(): string;
  setState(arn: string, state: Key["state"]): void;
  /** What the next requests meet: everything denied, throttled, never answered. */
  mood: "well" | "denied" | "throttled" | "silent" | "broken";
  /** Operation, key and context of each request that was authenticated. */
  readonly requests: { operation: string; keyId: string | undefined; context: Record<string, string> }[];
  /** A key's bytes, to look for where they must not be. They do not exist outside the real service. */
  material(arn: string): Buffer;
  close(): Promise<void>;
}

/** Order matters not, letter case does: keys sorted, each pair with its lengths. */
const aadOf = (pairs: Record<string, string>): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(pairs).sort()));

/** SigV4: there, of this service and region, over the headers it must cover, and fresh. The HMAC is not recomputed. */
function authenticate({ headers }: IncomingMessage): void {
  const { authorization = "" } = headers;
  if (!authorization)
    throw new KmsError("MissingAuthenticationTokenException", "Missing Authentication Token");
  const form =
    /^AWS4-HMAC-SHA256 Credential=\w+\/(\d{8})\/([a-z0-9-]+)\/kms\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}$/;
  const [, day, region, signed = ""] = form.exec(authorization) ?? [];
  const stamp = String(headers["x-amz-date"]);
  const at = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  const covers = ["host", "x-amz-date"].every((name) => signed.split(";").includes(name));
  if (region !== KMS_REGION || !covers || !stamp.startsWith(String(day)))
    throw new KmsError("IncompleteSignatureException");
  if (!(Math.abs(Date.now() - at) < SKEW_MS))
    throw new KmsError("InvalidSignatureException", "Signature expired");
}

function usable(keys: ReadonlyMap<string, Key>, named: string): Key {
  const key = keys.get(named) ?? keys.get(`arn:aws:kms:${KMS_REGION}:${ACCOUNT}:key/${named}`);
  if (!key) throw new KmsError("NotFoundException", `Key '${named}' does not exist`);
  if (key.state === "Disabled") throw new KmsError("DisabledException", `${key.arn} is disabled.`);
  if (key.state === "PendingDeletion")
    throw new KmsError("KMSInvalidStateException", `${key.arn} is pending deletion.`);
  return key;
}

/** Blob: SHA-256 of the key's ARN, IV, tag, ciphertext. */
const HEAD = 32;

function encrypt(keys: ReadonlyMap<string, Key>, body: unknown) {
  const { KeyId, Plaintext, EncryptionContext } = encryptRequest.parse(body);
  const key = usable(keys, KeyId);
  const plain = Buffer.from(Plaintext, "base64");
  if (plain.byteLength > 4_096) throw new KmsError("ValidationException", "Plaintext is too long");
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key.material, iv).setAAD(aadOf(EncryptionContext));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  const head = createHash("sha256").update(key.arn).digest();
  const blob = Buffer.concat([head, iv, cipher.getAuthTag(), sealed]);
  return {
    CiphertextBlob: blob.toString("base64"),
    KeyId: key.arn,
    EncryptionAlgorithm: "SYMMETRIC_DEFAULT",
  };
}

function decrypt(keys: ReadonlyMap<string, Key>, body: unknown) {
  const { KeyId, CiphertextBlob, EncryptionContext } = decryptRequest.parse(body);
  const blob = Buffer.from(CiphertextBlob, "base64");
  const head = blob.subarray(0, HEAD);
  const owner = [...keys.values()].find(({ arn }) => createHash("sha256").update(arn).digest().equals(head));
  const asked = KeyId === undefined ? undefined : usable(keys, KeyId);
  if (!owner) throw new KmsError("InvalidCiphertextException");
  if (asked && asked !== owner) throw new KmsError("IncorrectKeyException");
  const key = usable(keys, owner.arn);
  try {
    const decipher = createDecipheriv("aes-256-gcm", key.material, blob.subarray(HEAD, HEAD + 12), {
      authTagLength: 16,
    })
      .setAAD(aadOf(EncryptionContext))
      .setAuthTag(blob.subarray(HEAD + 12, HEAD + 28));
    const plain = Buffer.concat([decipher.update(blob.subarray(HEAD + 28)), decipher.final()]);
    return { Plaintext: plain.toString("base64"), KeyId: key.arn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
  } catch {
    throw new KmsError("InvalidCiphertextException");
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}

/** Listens on the loopback. */
export async function startSandboxKms(): Promise<SandboxKms> {
  const keys = new Map<string, Key>();
  const operations: Record<string, typeof encrypt | typeof decrypt> = { Encrypt: encrypt, Decrypt: decrypt };

  async function answer(request: IncomingMessage): Promise<object> {
    authenticate(request);
    if (sandbox.mood === "denied")
      throw new KmsError(
        "AccessDeniedException",
        "User: arn:aws:iam::000000000000:user/gateway is not authorized",
      );
    if (sandbox.mood === "throttled") throw new KmsError("ThrottlingException", "Rate exceeded");
    const [, operation = ""] = /^TrentService\.(\w+)$/.exec(String(request.headers["x-amz-target"])) ?? [];
    const run = operations[operation];
    if (!run) throw new KmsError("UnknownOperationException");
    const body = await bodyOf(request);
    const { KeyId, EncryptionContext = {} } = body as {
      KeyId?: string;
      EncryptionContext?: Record<string, string>;
    };
    sandbox.requests.push({ operation, keyId: KeyId, context: EncryptionContext });
    return run(keys, body);
  }

  const server = createServer(async (request, response) => {
    if (sandbox.mood === "silent") return;
    const type = { "content-type": "application/x-amz-json-1.1" };
    if (sandbox.mood === "broken")
      return void response.writeHead(500, type).end('{"__type":"KMSInternalException"}');
    try {
      const body = JSON.stringify(await answer(request));
      response.writeHead(200, type).end(body);
    } catch (error) {
      const __type = error instanceof KmsError ? error.type : "ValidationException";
      response.writeHead(400, type).end(JSON.stringify({ __type, message: (error as Error).message }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const known = (arn: string): Key => {
    const key = keys.get(arn);
    if (!key) throw new Error(`the sandbox has no key ${arn}`);
    return key;
  };
  const sandbox: SandboxKms = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mood: "well",
    requests: [],
    createKey() {
      const arn = `arn:aws:kms:${KMS_REGION}:${ACCOUNT}:key/${randomUUID()}`;
      keys.set(arn, { arn, material: randomBytes(32), state: "Enabled" });
      return arn;
    },
    setState: (arn, state) => {
      known(arn).state = state;
    },
    material: (arn) => known(arn).material,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return sandbox;
}
