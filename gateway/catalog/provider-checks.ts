import type { ProviderDefinition } from "./configured-providers.ts";
import { hostProblem, urlProblem } from "./provider-address.ts";

/** OpenID Connect Core section 5.4 and 11: these need no words of the operator's own. */
export const STANDARD_SCOPES: Readonly<Record<string, string>> = {
  openid: "Know which account this is",
  email: "See the address of the account",
  profile: "See the name of the account",
  offline_access: "Stay connected until it is revoked",
};

/** Says what is wrong with a field. */
export type Complain = (path: (string | number)[], message: string) => void;

export function checkAddresses(one: ProviderDefinition, complain: Complain): void {
  const check = (
    path: (string | number)[],
    url: string | undefined,
    kind: "issuer" | "endpoint" = "endpoint",
  ) => {
    const problem = url === undefined ? undefined : urlProblem(url, kind, one.sandbox);
    if (problem) complain(path, problem);
  };
  check(["issuer"], one.issuer, "issuer");
  check(["authorization_endpoint"], one.authorization_endpoint);
  check(["token_endpoint"], one.token_endpoint);
  check(["identity", "endpoint"], one.identity.endpoint);
  check(["revocation", "endpoint"], one.revocation.endpoint?.replace("{client_id}", "client_id"));
  check(["probe", "url"], one.probe?.url);
  for (const list of ["api_hosts", "endpoint_hosts"] as const) {
    one[list].forEach((host, at) => {
      const problem = hostProblem(host, one.sandbox);
      if (problem) complain([list, at], problem);
    });
  }
}

export function checkEndpoints(one: ProviderDefinition, complain: Complain): void {
  for (const name of ["authorization_endpoint", "token_endpoint"] as const) {
    if (one.discovery && one[name] !== undefined)
      complain([name], "comes from discovery: leave one of the two out");
    if (!one.discovery && one[name] === undefined) complain([name], "is missing (or set discovery to true)");
  }
  if (one.discovery) return;
  if (one.endpoint_hosts.length > 0) complain(["endpoint_hosts"], "is for discovery only");
  for (const name of ["identity", "revocation"] as const)
    if (one[name].endpoint === undefined)
      complain([name, "endpoint"], "is missing (or set discovery to true)");
}

export function checkScopes(one: ProviderDefinition, complain: Complain): void {
  const known = (name: string) => Object.hasOwn(one.scopes, name) || Object.hasOwn(STANDARD_SCOPES, name);
  const check = (path: (string | number)[], name: string) => {
    if (!known(name)) complain(path, "is not one of the definition's scopes");
  };
  one.identity_scopes.forEach((name, at) => {
    check(["identity_scopes", at], name);
  });
  for (const [name, { implies }] of Object.entries(one.scopes)) {
    if (one.scope_separator === "," && name.includes(","))
      complain(["scopes", name], "holds the scope separator");
    implies.forEach((implied, at) => {
      check(["scopes", name, "implies", at], implied);
    });
  }
  for (const [name, meant] of Object.entries(one.scope_aliases)) check(["scope_aliases", name], meant);
}
