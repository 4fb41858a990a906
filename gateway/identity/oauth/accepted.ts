import type { Provider } from "oidc-provider";

/** A client as it is about to be kept; `secret` in the clear, of which only the hash is. */
interface NewClient {
  id: string;
  secret: string | null;
  metadata: object;
}

/** Why oidc-provider would not serve this client, in its own words; undefined: it would. */
export async function whyRefused(
  { Client }: Provider,
  { id, secret, metadata }: NewClient,
): Promise<string | undefined> {
  try {
    await Client.validate({ ...metadata, client_id: id, ...(secret && { client_secret: secret }) } as never);
    return undefined;
  } catch (error) {
    const { error_description } = error as { error_description?: string };
    if (error_description === undefined) throw error;
    return error_description;
  }
}
