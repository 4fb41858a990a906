import { GatewayError } from "../errors.ts";
import * as contract from "./contract/index.ts";
import { deleteWorkspace } from "./delete-workspace.ts";
import { operation } from "./operation.ts";

export const removeWorkspace = operation(
  contract.removeWorkspace,
  ({ deps, who, signedIn, body, requestId }) => {
    if (body.confirm !== signedIn.workspace.slug) {
      const fields = [{ path: "confirm", message: `type ${signedIn.workspace.slug}` }];
      throw new GatewayError("bad_request", { data: { fields } });
    }
    return deleteWorkspace(deps, who, requestId);
  },
);
