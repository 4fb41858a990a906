import * as contract from "./contract/index.ts";
import { operation } from "./operation.ts";

export const openConnectLink = operation(contract.openConnectLink, async ({ deps, who, params }) => {
  return { to: deps.connectLinks.open(who, params.link) };
});
