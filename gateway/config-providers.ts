import { readFileSync } from "node:fs";
import { DefinitionError, type ProviderDefinition, readDefinitions } from "./catalog/index.ts";
import { ConfigError, type Env } from "./config-error.ts";

/** Bytes; a definition takes about one thousand. */
const MAX_FILE = 1024 * 1024;

/** Providers that the operator has defined, from the file that `PROVIDERS_FILE` names. Throws `ConfigError`. */
export function providersOf(env: Env): readonly ProviderDefinition[] {
  const path = env.PROVIDERS_FILE?.trim();
  if (!path) return [];
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new ConfigError("PROVIDERS_FILE", `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (bytes.byteLength > MAX_FILE) throw new ConfigError("PROVIDERS_FILE", "is larger than 1 MB");
  try {
    return readDefinitions(bytes.toString("utf8"));
  } catch (error) {
    if (error instanceof DefinitionError)
      throw new ConfigError("PROVIDERS_FILE", `is not valid: ${error.message}`);
    throw error;
  }
}
