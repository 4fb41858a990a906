import { listen } from "../support/live.ts";
import { until } from "../support/look.ts";
import type { Person } from "../support/person.ts";

interface Stage {
  owner: Person;
  member: Person;
  /** The door that records. */
  url: string;
  memberToken: string;
  /** A connector that serves calls. */
  connector: string;
}

/** What the console shows while things happen: numbers, attention, the log at length, what is missing. Returns what only its answer may show. */
export async function everyConsoleRoute({
  owner,
  member,
  url,
  memberToken,
  connector,
}: Stage): Promise<string[]> {
  await owner.api("GET", "/overview?range=24h");
  await owner.api("GET", "/overview/health");
  const { items } = await owner.api("GET", "/overview/attention");
  const id = items[0]?.id ?? "connector:gone";
  await owner.api("POST", "/overview/attention/dismissals", { id, reason: "known", days: 1 });
  await owner.api("DELETE", `/overview/attention/dismissals?id=${encodeURIComponent(id)}`);
  await owner.api("GET", "/audit/count?q=canary");
  const check = await owner.api("POST", "/audit/checks");
  await until(
    () => owner.api("GET", `/audit/checks/${check.id}`),
    ({ ended_at }) => ended_at !== null,
  );
  await owner.api("GET", "/audit/checks");
  await owner.fetch(`/api/workspaces/${owner.session.workspace.id}/audit/verifier`);
  await owner.api("GET", "/mcps");
  await owner.api("POST", "/mcps/gmail/try", { tool: "gmail_list_labels", connector });
  await owner.api("GET", "/integrations/activity");
  await owner.api("GET", "/missing");
  await owner.fetch("/embed/valetkey-missing.js");
  const own = await member.api("POST", "/embed_tokens", {});
  const embedded = { authorization: `Bearer ${own.token}` };
  await member.call("GET", "/api/workspaces/acme/missing", undefined, embedded);
  const asked = await fetch(`${url}/api/check/embed_tokens`, {
    method: "POST",
    headers: { authorization: `Bearer ${memberToken}` },
  });
  const { token } = (await asked.json()) as { token: string };
  return [own.token, token];
}

/** A page that listens until its session ends. */
export async function listenUntilTheEnd(person: Person): Promise<void> {
  const page = await listen(person);
  await until(
    () => page.heard,
    (heard) => heard.length > 0,
  );
  await person.fetch("/api/session", { method: "DELETE" });
  await page.ends();
}
