import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { importJWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from "jose";
import { unseal } from "../../gateway/identity/oauth/seal.ts";
import type { TestGateway } from "../support/gateway.ts";

/** An https origin that strangers name, and the server on loopback that stands in for it. */
export interface Elsewhere {
  origin: string;
  standIn: string;
  /** What it answers, by path; anything else: 404. */
  answers: Map<string, (req: IncomingMessage, res: ServerResponse) => void>;
  /** Paths that were asked for. */
  asked: string[];
  close(): Promise<void>;
}

export async function startElsewhere(origin: string): Promise<Elsewhere> {
  const answers: Elsewhere["answers"] = new Map();
  const asked: string[] = [];
  const server = createServer((req, res) => {
    const path = req.url ?? "";
    asked.push(path);
    const answer = answers.get(path);
    if (answer) answer(req, res);
    else res.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin,
    standIn: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const asJson =
  (value: unknown) =>
  (_req: IncomingMessage, res: ServerResponse): void => {
    res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
  };

/** Signs as the gateway itself does: what only its claims could be wrong about. */
export async function ownSignature({ app }: TestGateway) {
  const [row] = await app.database.system.tables.oauthSigningKey.findMany({ orderBy: { activeAt: "desc" } });
  if (!row) throw new Error("there is no signing key yet");
  const keys = app.keys.keys.derive("oauth-signing");
  const jwk = JSON.parse(unseal(keys, `oauth signing key 1|${row.id}`, row) ?? "null");
  const key = await importJWK(jwk, "RS256");
  return {
    publicJwk: row.publicJwk as Record<string, unknown>,
    sign: (claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: "RS256", typ: "at+jwt", kid: row.id, ...header })
        .sign(key),
  };
}

export const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
