import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { Egress } from "../egress/index.ts";
import { GatewayError } from "../errors.ts";
import { hostsOf } from "./hosts.ts";
import { reveal, type Secret } from "./secret.ts";

const TIMEOUT_MS = 10_000;

/** Whose account a fresh token opens, from the provider's own mouth. Throws `account_unreadable`. */
export async function readAccount(
  egress: Egress,
  provider: Provider,
  access: Secret,
): Promise<{ id: string; label: string }> {
  const { api, locate } = hostsOf(provider);
  const { endpoint, id: idField, label: labelField } = provider.identity;
  const unreadable = (detail: string) => new GatewayError("account_unreadable", { detail });
  const answer = await egress
    .send(
      {
        method: "GET",
        url: locate(endpoint),
        headers: { authorization: `Bearer ${reveal(access)}`, accept: "application/json" },
        timeoutMs: TIMEOUT_MS,
        retry: { withinMs: TIMEOUT_MS / 2 },
      },
      api,
    )
    .catch((error: unknown) => {
      throw unreadable(
        `The identity call failed: ${error instanceof GatewayError ? error.code : "internal"}.`,
      );
    });
  if (answer.status !== 200) throw unreadable(`The identity call was answered with ${answer.status}.`);
  const fields = parse(answer.body);
  const id = text(fields[idField]);
  if (id === undefined) throw unreadable("The identity answer names no account.");
  return { id, label: text(fields[labelField]) ?? id };
}

function parse(body: Uint8Array): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** GitHub's ids are numbers. */
function text(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  return typeof value === "string" && value !== "" && value.length <= 320 ? value : undefined;
}
