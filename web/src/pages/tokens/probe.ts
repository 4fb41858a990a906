/** What this page calls itself when it tries a token: the client is still to come. */
export const PROBE = "Valetkey page";

export type Found =
  | { kind: "ok" | "token" | "blocked" | "address" | "paused" }
  | { kind: "other"; status: number };

/** The first message of any client (MCP 2025-11-25, lifecycle). */
const hello = {
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: PROBE, version: "1" },
  },
};

/** Says hello at an endpoint as a client would, from this page. */
export async function probe(url: string, value: string): Promise<Found> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      credentials: "omit",
      cache: "no-store",
      headers: {
        accept: "application/json, text/event-stream",
        "content-type": "application/json",
        authorization: `Bearer ${value}`,
      },
      body: JSON.stringify(hello),
    });
  } catch {
    return { kind: "address" };
  }
  const text = await response.text().catch(() => "");
  if (response.ok) return { kind: "ok" };
  if (response.status === 401) return { kind: "token" };
  if (response.status === 404) return { kind: "address" };
  if (response.status === 403) return { kind: text.includes("agent_paused") ? "paused" : "blocked" };
  return { kind: "other", status: response.status };
}
