import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { REDIRECT } from "./keeper.ts";

/** An https origin that clients name, and the server on loopback that stands in for it. */
export interface MetadataDocuments {
  origin: string;
  standIn: string;
  /** The address of a client's document, which is its `client_id`. */
  addressOf(client: string): string;
  close(): Promise<void>;
}

const ORIGIN = "https://clients.example";

/** Serves what clients say of themselves (draft-ietf-oauth-client-id-metadata-document). */
export async function serveDocuments(): Promise<MetadataDocuments> {
  const addressOf = (client: string) => `${ORIGIN}/${client}.json`;
  const server = createServer((req, res) => {
    const client = /^\/([a-z0-9-]+)\.json$/.exec(req.url ?? "")?.[1];
    if (client === undefined) return void res.writeHead(404).end();
    res.writeHead(200, { "content-type": "application/json" });
    res.end(
      JSON.stringify({
        client_id: addressOf(client),
        client_name: `Matrix ${client}`,
        // Ports of addresses on loopback are free (RFC 8252 section 7.3).
        redirect_uris: [REDIRECT, "http://127.0.0.1/oauth/callback", "http://localhost/oauth/callback"],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "none",
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: ORIGIN,
    standIn: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    addressOf,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
