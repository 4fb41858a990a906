import type { SandboxGoogle } from "../sandbox/google.ts";
import type { Person } from "./person.ts";

const READ = ["gmail_list_labels"];

/** A private key of nobody: entered with a GitHub App, and to be found nowhere afterwards. */
export interface EnteredSecrets {
  clientSecret: string;
  replacedSecret: string;
  privateKey: string;
}

/** Visits what admins and teammates do with apps, connectors and revocations, with secrets in every field that takes one. */
export async function everyGrantRoute(
  {
    owner,
    member,
    google: emulated,
  }: { owner: Person; member: Person; google: Pick<SandboxGoogle, "clientId" | "inject"> },
  { clientSecret, replacedSecret, privateKey }: EnteredSecrets,
): Promise<void> {
  const google = {
    provider: "google",
    name: "Canary app",
    client_id: emulated.clientId,
    client_secret: clientSecret,
  };
  const app = await owner.api("POST", "/apps", google);
  await owner.tryApi("POST", "/apps", google); // the name is taken
  await owner.tryApi("POST", "/apps", { ...google, redirect_uri: `nonsense ${clientSecret}` });
  const githubApp = {
    provider: "github",
    kind: "github_app",
    name: "Canary GitHub App",
    client_id: "Iv23canary",
    client_secret: clientSecret,
    app_number: "1",
    app_slug: "canary",
    private_key: privateKey,
  };
  const other = await owner.api("POST", "/apps", githubApp);
  await owner.api("POST", `/apps/${other.id}/check`);
  await owner.api("PATCH", `/apps/${other.id}`, { client_secret: replacedSecret, private_key: privateKey });
  await owner.api("GET", "/apps");
  await owner.api("DELETE", `/apps/${other.id}`);
  const { rehearsal } = await owner.api("POST", `/apps/${app.id}/rehearsals`, { tools: READ });
  const leave = await owner.api("POST", `/rehearsals/${rehearsal.id}/authorize`);
  await owner.finish(await owner.visitProvider(leave.authorization_url, { email: "ben@acme.test" }));
  await owner.api("POST", `/rehearsals/${rehearsal.id}/check`);
  await owner.api("POST", `/rehearsals/${rehearsal.id}/stuck`, { seen: "other" });
  await owner.api("GET", `/rehearsals/${rehearsal.id}`);
  await owner.api("GET", "/rehearsals");
  const shared = (await owner.authorize({ email: "ada@acme.test", tools: READ, app: app.id })).body.connector
    .id;
  await owner.api("GET", `/connectors/${shared}/scope_use`);
  await owner.fetch(`/api/workspaces/${owner.session.workspace.id}/connectors/${shared}/impact`);
  await owner.tryApi("POST", `/connectors/${shared}/retry_revocation`); // nothing is pending
  await owner.api("PATCH", `/connectors/${shared}`, { name: "Renamed", enabled: false });
  await owner.api("PATCH", `/connectors/${shared}`, { enabled: true });
  const { integrations } = await member.api("GET", "/integrations");
  for (const { service, personal } of integrations)
    for (const { id } of personal)
      await member.api("DELETE", `/integrations/${service}/${id}?shred_now=true`);
  const own = (await member.connect({ email: "ben@acme.test" })).body.connector.id;
  await member.api("PATCH", "/integrations/google", { connector: own, name: "Mine" });
  const wish = `/integrations/google/auth_link?connector=${own}`;
  const { authorization_url } = await member.api("GET", wish);
  const asked = await member.finish(
    await member.visitProvider(authorization_url, { email: "ada@acme.test" }),
  );
  const word = { connector: asked.body.connector.id, keep: true };
  await member.api("POST", "/integrations/google/confirm", word);
  await member.api("DELETE", `/integrations/google/${word.connector}`);
  emulated.inject({ path: "/revoke", status: 503, times: 1 });
  await owner.api("POST", `/connectors/${shared}/revoke`, {});
  await owner.api("POST", `/connectors/${shared}/retry_revocation`);
  const run = await owner.api("POST", "/revocations", {
    scope: "provider",
    target: "google",
    confirm: "google",
  });
  await owner.api("GET", "/revocations");
  await owner.api("GET", `/revocations/${run.id}`);
  await owner.api("DELETE", `/connectors/${shared}?shred_now=true`);
  await owner.tryApi("DELETE", `/apps/${app.id}`);
  await member.connect({ email: "ben@acme.test" }); // something sealed is left to look at
}
