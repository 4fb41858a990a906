import * as contract from "./contract.ts";
import { operation } from "./operation.ts";

export const openConnectLink = operation({
  method: "get",
  path: "/connect_links/:link",
  access: "member",
  response: contract.connectLink,
  async handle({ deps, who, params }) {
    return { to: deps.connectLinks.open(who, params.link ?? "") };
  },
});
