export { type ConfiguredCatalog, openConfiguredCatalog } from "./configured-catalog.ts";
export { DefinitionError, type ProviderDefinition, readDefinitions } from "./configured-providers.ts";
export { type Connection, type Directory, type LiveGrant, openDirectory, type Shelf } from "./directory.ts";
export { type Extra, extrasOf, isExtra, pickedExtras } from "./extras.ts";
export { ENVELOPE, type JsonObject } from "./json-schema.ts";
export {
  openRegistry,
  type RegisteredResource,
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
export { type FoundTool, openToolSearch, type ToolSearch } from "./tool-search.ts";
