import { ConfigError, type Env } from "./config-error.ts";
import type { KmsSource } from "./vault/index.ts";

const ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,64}$/;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The stored id of a key is its ARN: an alias can be moved to another key, and a bare id names no region. */
function keyArn(name: string, text: string): string {
  if (!ARN.test(text))
    throw new ConfigError(name, "is not the ARN of a key: arn:aws:kms:<region>:<account>:key/<id>");
  return text;
}

/** Data keys travel there. */
function endpointOf(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const url = URL.parse(text);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.has(url.hostname))) return text;
  throw new ConfigError("KMS_ENDPOINT", "must be an https address; over http only this machine is asked");
}

/** `KEY_PROVIDER`, `KMS_KEY_ID`, `KMS_OLD_KEY_IDS`, `KMS_ENDPOINT`. Undefined: no key service. */
export function kmsOf(env: Env): KmsSource | undefined {
  const provider = env.KEY_PROVIDER?.trim() || "local";
  if (provider !== "local" && provider !== "aws_kms")
    throw new ConfigError("KEY_PROVIDER", "must be local or aws_kms");
  const key = env.KMS_KEY_ID?.trim();
  if (provider === "aws_kms" && !key)
    throw new ConfigError("KMS_KEY_ID", "is missing although KEY_PROVIDER is aws_kms");
  if (provider === "local" && key)
    throw new ConfigError(
      "KMS_KEY_ID",
      "is set although KEY_PROVIDER is not aws_kms; a key that only opens belongs in KMS_OLD_KEY_IDS",
    );
  const old = (env.KMS_OLD_KEY_IDS ?? "").split(",").map((id) => id.trim());
  const oldKeyIds = old.filter(Boolean).map((id) => keyArn("KMS_OLD_KEY_IDS", id));
  const endpoint = endpointOf(env.KMS_ENDPOINT?.trim());
  if (!key && oldKeyIds.length === 0) return undefined;
  return { keyId: key && keyArn("KMS_KEY_ID", key), oldKeyIds, endpoint };
}
