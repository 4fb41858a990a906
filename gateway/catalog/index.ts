export { type Connection, type Directory, openDirectory } from "./directory.ts";
export {
  type JsonObject,
  openRegistry,
  type RegisteredServer,
  type RegisteredTool,
  type Registry,
  type ToolListing,
} from "./registry.ts";
export {
  compareScopes,
  coveredBy,
  covers,
  expandScopes,
  neededFor,
  type ScopeDifference,
  scopesFor,
} from "./scopes.ts";
