import {
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  type Resource,
} from "@modelcontextprotocol/server";
import { PNG } from "./content.ts";

export const resourceList: Resource[] = [
  { uri: "test://static-text", name: "static-text", description: "Text", mimeType: "text/plain" },
  { uri: "test://static-binary", name: "static-binary", description: "Bytes", mimeType: "image/png" },
  { uri: "test://watched-resource", name: "watched", description: "To watch", mimeType: "text/plain" },
];
export const templateList = [
  {
    uriTemplate: "test://template/{id}/data",
    name: "template",
    description: "Made of its address",
    mimeType: "application/json",
  },
];

export function readTest(uri: string): ReadResourceResult {
  if (uri === "test://static-text") return plain(uri, "This is the content of the static text resource.");
  if (uri === "test://watched-resource") return plain(uri, "This may change.");
  if (uri === "test://static-binary") return { contents: [{ uri, mimeType: "image/png", blob: PNG }] };
  const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
  if (id === undefined)
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, "Resource not found", { uri });
  const data = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
  return { contents: [{ uri, mimeType: "application/json", text: data }] };
}

const plain = (uri: string, text: string): ReadResourceResult => ({
  contents: [{ uri, mimeType: "text/plain", text }],
});
