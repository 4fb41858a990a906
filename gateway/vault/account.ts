import type { Provider } from "../../mcp-servers/kit/index.ts";
import type { Egress, EgressResponse } from "../egress/index.ts";
import { GatewayError } from "../errors.ts";
import { hostsOf } from "./hosts.ts";
import { fieldOf, objectOf, textOf } from "./json.ts";
import { reveal, type Secret } from "./secret.ts";

const TIMEOUT_MS = 10_000;
const PAGES = 10;
const PAGE = 100;

const unreadable = (detail: string) => new GatewayError("account_unreadable", { detail });

type Asking = Pick<Provider["identity"], "method" | "endpoint" | "body">;

/** A call of the ceremony itself, with a token that nobody has kept yet. Throws `account_unreadable`. */
async function ask(
  egress: Egress,
  provider: Provider,
  { method, endpoint, body }: Asking,
  bearer: Secret,
): Promise<Record<string, unknown>> {
  const { api, locate } = hostsOf(provider);
  const answer: EgressResponse = await egress
    .send(
      {
        method,
        url: locate(endpoint),
        headers: {
          accept: "application/json",
          ...(body && { "content-type": "application/json" }),
          ...provider.apiHeaders,
          authorization: `Bearer ${reveal(bearer)}`,
        },
        ...(body && { body: JSON.stringify(body) }),
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
  const fields = objectOf(answer.body);
  if (provider.bodyErrors && fields.ok === false) throw unreadable("The identity call was refused.");
  return fields;
}

export interface Account {
  id: string;
  label: string;
}

/** Whose account a fresh token opens, from the provider's own mouth. Throws `account_unreadable`. */
export async function readAccount(
  egress: Egress,
  provider: Provider,
  bearer: Secret,
  endpoint = provider.identity.endpoint,
): Promise<Account> {
  const { id, label } = provider.identity;
  const fields = await ask(egress, provider, { ...provider.identity, endpoint }, bearer);
  const ids = id.map((path) => textOf(fieldOf(fields, path)));
  if (ids.includes(undefined)) throw unreadable("The identity answer names no account.");
  const labels = label.flatMap((path) => textOf(fieldOf(fields, path)) ?? []);
  return { id: ids.join("/"), label: labels.join(" ") || ids.join("/") };
}

/** An installation of a GitHub App that a person can reach, and what it permits as scopes `name:level`. */
export interface Reachable {
  id: string;
  scopes: string[];
}

const scopesIn = (permissions: unknown): string[] =>
  typeof permissions === "object" && permissions !== null
    ? Object.entries(permissions).flatMap(([name, level]) =>
        typeof level === "string" && /^[a-z_]{1,40}$/.test(name) ? [`${name}:${level}`] : [],
      )
    : [];

interface Repositories {
  total: number;
  page: unknown[];
}

async function readRepositories(
  egress: Egress,
  provider: Provider,
  url: string,
  bearer: Secret,
): Promise<Repositories> {
  const fields = await ask(egress, provider, { method: "GET", endpoint: url }, bearer);
  const [total, page] = [fieldOf(fields, "total_count"), fieldOf(fields, "repositories")];
  if (typeof total !== "number" || !Array.isArray(page))
    throw unreadable("The provider did not list the installation's repositories.");
  return { total, page };
}

/**
 * Whether a person administers everything an installation reaches. Seeing an installation is not enough: GitHub lists
 * it to whoever may read one of its repositories, and as the app they would reach all of them. Of more than a thousand
 * the first thousand are looked at; the count must be the same in any case. Throws `account_unreadable`.
 */
export async function administersAll(
  egress: Egress,
  provider: Provider,
  { person, app, seenEndpoint }: { person: Secret; app: Secret; seenEndpoint: string },
): Promise<boolean> {
  const { reachedEndpoint } = provider.installation!;
  const reached = await readRepositories(egress, provider, `${reachedEndpoint}?per_page=1`, app);
  for (let n = 1; n <= PAGES; n++) {
    const url = `${seenEndpoint}?per_page=${PAGE}&page=${n}`;
    const { total, page } = await readRepositories(egress, provider, url, person);
    if (total !== reached.total) return false;
    if (!page.every((repository) => fieldOf(repository, "permissions.admin") === true)) return false;
    if (page.length < PAGE) return true;
  }
  return true;
}

/** Every installation that this person's token reaches, at most 1,000. Throws `account_unreadable`. */
export async function readInstallations(
  egress: Egress,
  provider: Provider,
  bearer: Secret,
): Promise<Reachable[]> {
  const { endpoint, list, permissions } = provider.appPermissions!;
  const found: Reachable[] = [];
  for (let page = 1; page <= PAGES; page++) {
    const url = `${endpoint}?per_page=${PAGE}&page=${page}`;
    const rows = fieldOf(await ask(egress, provider, { method: "GET", endpoint: url }, bearer), list);
    if (!Array.isArray(rows)) throw unreadable("The provider did not list the app's installations.");
    for (const row of rows) {
      const id = textOf(fieldOf(row, "id"));
      if (id) found.push({ id, scopes: scopesIn(fieldOf(row, permissions)) });
    }
    if (rows.length < PAGE) break;
  }
  return found;
}
