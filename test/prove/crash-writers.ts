import { rawCall } from "../support/agent.ts";
import type { Answer, Person } from "../support/person.ts";
import type { Ledger } from "./crash-ledger.ts";
import { must } from "./report.ts";

/** Who writes, with what; `ada` stays connected, `ben` is connected and revoked all the time. */
export interface Scene {
  url: string;
  owner: Person;
  ledger: Ledger;
  agent: string;
  token: string;
  ada: { id: string; slug: string };
  ben: { id: string; grant: string | undefined };
}

/** The gateway is gone: what was under way was not acknowledged. */
class Gone extends Error {}

/** An API call, acknowledged when this returns. */
async function act(
  scene: Scene,
  what: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const { owner, ledger } = scene;
  const answer = await owner.tryApi(method, path, body).catch((cause: unknown) => {
    throw new Gone(what, { cause });
  });
  must(`${what} answers (${answer.status} ${JSON.stringify(answer.body)})`, answer.status < 300);
  ledger.requests.set(answer.headers.get("x-request-id") as string, what);
  return answer;
}

export async function issueToken(scene: Scene): Promise<{ id: string; value: string }> {
  const wanted = { name: "crash", agent: scene.agent, servers: ["gmail"] };
  const { body } = await act(scene, "issuing a token", "POST", "/tokens", wanted);
  scene.ledger.tokens.set(body.token.id, "live");
  return { id: body.token.id, value: body.value };
}

async function tokens(scene: Scene): Promise<void> {
  const { id } = await issueToken(scene);
  if (Math.random() < 0.5) return;
  scene.ledger.tokens.set(id, "ending");
  await act(scene, "revoking a token", "DELETE", `/tokens/${id}`);
  scene.ledger.tokens.set(id, "ended");
}

export async function authorize(scene: Scene, email: string, tools: string[]): Promise<Answer["body"]> {
  const { owner, ledger } = scene;
  const started = await act(scene, "starting an authorization", "POST", "/connectors", {
    provider: "google",
    tools,
  });
  const { code, state, iss } = await owner.visitProvider(started.body.authorization_url, { email });
  const finish = { code, state, iss };
  const { body } = await act(scene, "authorizing", "POST", "/integrations/google/callback", finish);
  ledger.grants.set(body.connector.grant.id, "live");
  return body.connector;
}

async function grants(scene: Scene): Promise<void> {
  const { ledger, ben } = scene;
  if (!ben.grant) {
    const connector = await authorize(scene, "ben@acme.test", ["gmail_list_labels"]);
    scene.ben = { id: connector.id, grant: connector.grant.id };
    return;
  }
  ledger.grants.set(ben.grant, "ending");
  await act(scene, "revoking", "POST", `/connectors/${ben.id}/revoke`);
  ledger.grants.set(ben.grant, "ended");
  scene.ben = { id: ben.id, grant: undefined };
}

async function verdicts(scene: Scene): Promise<void> {
  const answer = await scene.owner
    .tryApi("POST", `/connectors/${scene.ada.id}/validate`)
    .catch((cause: unknown) => {
      throw new Gone("validating", { cause });
    });
  must(`validating answers (${answer.status})`, answer.status === 200);
  scene.ledger.verdicts++;
  scene.ledger.verdictAt = answer.body.connector.verdict.checked_at;
}

async function mail(scene: Scene): Promise<void> {
  const { url, token, ada, ledger } = scene;
  const message = { to: ["ben@acme.test"], subject: "Crash", body: "Still here.", connector: ada.slug };
  const answered = await rawCall(url, token, "gmail_send_message", message)
    .then(async (response) => ({ response, text: await response.text() }))
    .catch((cause: unknown) => {
      throw new Gone("sending", { cause });
    });
  const { response, text } = answered;
  must(`sending mail answers (${text.slice(0, 300)})`, response.ok && !text.includes('"isError":true'));
  const id = response.headers.get("x-request-id") as string;
  ledger.requests.set(id, "sending mail");
  ledger.writes.push(id);
}

/** Writes without a pause until the gateway is killed. A refusal by a gateway that lives ends the proof. */
export async function writeUntilKilled(scene: Scene, isKilled: () => boolean): Promise<void> {
  const loop = async (work: (scene: Scene) => Promise<void>) => {
    try {
      while (!isKilled()) await work(scene);
    } catch (error) {
      if (!(error instanceof Gone && isKilled())) throw error;
    }
  };
  await Promise.all([tokens, tokens, grants, verdicts, mail, mail].map(loop));
}
