import { writeFileSync } from "node:fs";
import { servers } from "../../mcp-servers/index.ts";

/** As many definitions of providers as make `count` tools with those of this build: each brings one. */
export function writeManyTools(file: string, count: number): void {
  const missing = count - servers.reduce((sum, { tools }) => sum + tools.length, 0);
  const definitions = Array.from({ length: missing }, (_, n) => {
    const host = `https://service-${n}.example`;
    return {
      id: `service_${n}`,
      title: `Service ${n}`,
      description: `What service ${n} holds.`,
      issuer: host,
      authorization_endpoint: `${host}/authorize`,
      token_endpoint: `${host}/token`,
      identity_scopes: ["profile"],
      refresh_token_expected: true,
      identity: { endpoint: `${host}/me`, id: ["id"], label: ["name"] },
      revocation: { endpoint: `${host}/revoke`, ends_whole_grant: false },
    };
  });
  writeFileSync(file, JSON.stringify(definitions));
}
