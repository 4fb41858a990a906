import type { Canary } from "../support/canaries.ts";
import { Person } from "../support/person.ts";

/** What only the answer that makes it shows. */
export interface ProgramCanaries {
  deviceCodes: Canary[];
  tokens: Canary[];
}

/** A program signs in through a person's browser, is refused, and asks; and what describes the API. */
export async function everyProgramRoute({
  url,
  owner,
}: {
  url: string;
  owner: Person;
}): Promise<ProgramCanaries> {
  const program = new Person(url);
  const begin = async () => (await program.call("POST", "/api/cli/sign-in", { name: "canary" })).body;
  const poll = (device_code: string) => program.call("POST", "/api/cli/sign-in/token", { device_code });
  const [wanted, unwanted] = [await begin(), await begin()];
  await poll(wanted.device_code);
  for (const [{ user_code }, decision] of [
    [wanted, "allow"],
    [unwanted, "deny"],
  ] as const) {
    await owner.call("POST", "/api/cli/sign-in/view", { user_code });
    await owner.call("POST", "/api/cli/sign-in/decision", { user_code, decision });
  }
  await poll(unwanted.device_code);
  const { access_token } = (await poll(wanted.device_code)).body;
  await poll(wanted.device_code);
  const headers = { authorization: `Bearer ${access_token}` };
  await program.call("GET", "/api/session", undefined, headers);
  await program.call("GET", "/api/workspaces/acme/sessions", undefined, headers);
  const repeated = { ...headers, "idempotency-key": '"canary"' };
  for (const _ of [1, 2])
    await program.call("POST", "/api/workspaces/acme/agents", { name: "By a program" }, repeated);
  await owner.api("GET", "/status");
  for (const path of ["/api/docs", "/api/docs/start.js"]) await owner.fetch(path);
  await owner.call("GET", "/api/openapi.json");
  await program.call("DELETE", "/api/session", undefined, headers);
  return {
    deviceCodes: [wanted, unwanted].map(({ device_code: value }, at) => ({
      name: `device code ${at}`,
      value,
    })),
    tokens: [{ name: "program's token", value: access_token }],
  };
}
