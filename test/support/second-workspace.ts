import type { TestGateway } from "./gateway.ts";
import { Person } from "./person.ts";

/** Another workspace of the same gateway, with its owner signed in by an operator's link. */
export async function secondWorkspace(
  gateway: TestGateway,
  { name = "Umbrella", ownerEmail = "eve@umbrella.test" } = {},
): Promise<{ workspaceId: string; ownerId: string; slug: string; owner: Person }> {
  const { workspaces, sessions } = gateway.app.identity;
  const made = await workspaces.create({ name, ownerEmail });
  const { token } = await sessions.createLink(made.workspaceId, made.ownerId, "operator");
  return { ...made, owner: await new Person(gateway.url).signIn(token) };
}
