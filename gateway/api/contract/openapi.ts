/** The API's description of itself. */
import { z } from "zod";
import { route } from "./route.ts";

export const getOpenApi = route({
  method: "get",
  path: "/api/openapi.json",
  access: "public",
  summary: "This description, as OpenAPI 3.1",
  response: z.looseObject({ openapi: z.string() }),
});
export const getApiDocs = route({
  method: "get",
  path: "/api/docs",
  access: "public",
  summary: "This description as a page, where requests can be tried",
  response: z.string(),
  type: "text/html",
});
export const getApiDocsFile = route({
  method: "get",
  path: "/api/docs/:file",
  access: "public",
  summary: "A script or stylesheet of that page",
  response: z.string(),
  type: "text/javascript",
});
