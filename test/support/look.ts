import { contract } from "../../gateway/api/index.ts";
import type { TestGateway } from "./gateway.ts";

type AuditEvent = ReturnType<typeof contract.auditEvent.parse>;

/** What a ceremony may leave behind, here and at the provider. */
export async function standing({ app, google }: TestGateway) {
  const count = async (table: string) =>
    Number((await app.database.system.query(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n);
  return {
    connectors: await count("connectors"),
    grants: await count("grants"),
    credentials: await count("credentials"),
    tokens: google.liveTokens(),
  };
}

/** The newest rows of the owner's audit log, newest first, once all that was handed in is written. */
export async function auditRows(
  gateway: TestGateway,
  query: Record<string, string> = {},
): Promise<AuditEvent[]> {
  await gateway.app.audit.flush();
  const search = new URLSearchParams({ page_size: "200", ...query });
  return contract.auditPage.parse(await gateway.owner.api("GET", `/audit?${search}`)).events;
}

/** Waits until `look` holds; tells what it saw last. */
export async function until<T>(
  look: () => T | Promise<T>,
  holds: (seen: T) => boolean,
  withinMs = 5_000,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (performance.now() > end)
      throw new Error(`not within ${withinMs} ms; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A clock that tests move. */
export function movableClock() {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance(ms: number) {
      ahead += ms;
    },
    reset() {
      ahead = 0;
    },
  };
}
