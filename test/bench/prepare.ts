import type { GatewayProcess } from "../support/gateway-process.ts";
import type { BenchCase } from "./cases.ts";

/** An authorized connector that can do everything the provider's servers can, and a token for it. */
export async function prepare(
  gateway: GatewayProcess,
  { provider, server, account }: BenchCase,
): Promise<void> {
  const owner = await gateway.person();
  const { providers } = await owner.api("GET", "/catalog");
  const { servers } = providers.find(({ id }: { id: string }) => id === provider);
  const tools = servers
    .find(({ id }: { id: string }) => id === server)
    .tools.map(({ name }: { name: string }) => name);
  const { status } = await owner.authorize({ service: provider, email: account, tools });
  if (status !== 200) throw new Error(`${provider} was not connected: ${status}`);
}
