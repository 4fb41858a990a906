import { badArgument } from "./google-errors.ts";

/** Every method takes these: https://cloud.google.com/apis/docs/system-parameters */
const STANDARD = [
  "alt",
  "fields",
  "key",
  "prettyPrint",
  "quotaUser",
  "userIp",
  "oauth_token",
  "access_token",
  "callback",
  "$.xgafv",
  "upload_protocol",
  "uploadType",
];
const LIST = ["maxResults", "pageToken", "q", "includeSpamTrash"];

/** "Query parameters" of each method at https://developers.google.com/workspace/gmail/api/reference/rest */
const PARAMS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^GET (?:messages|threads)$/, [...LIST, "labelIds"]],
  [/^GET drafts$/, LIST],
  [/^GET (?:messages|threads)\/[^/]+$/, ["format", "metadataHeaders"]],
  [/^GET drafts\/[^/]+$/, ["format"]],
  [/^GET history$/, ["maxResults", "pageToken", "startHistoryId", "labelId", "historyTypes"]],
];

/** Google refuses a parameter that the method does not have. */
export function unknownParameter(method: string, path: string, query: URLSearchParams): Response | undefined {
  const own = PARAMS.find(([route]) => route.test(`${method} ${path}`))?.[1] ?? [];
  const name = [...query.keys()].find((one) => !own.includes(one) && !STANDARD.includes(one));
  if (name === undefined) return undefined;
  return badArgument(
    `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`,
  );
}

/** Ids of messages and threads are hexadecimal; anything else is refused before it is looked for. */
export function invalidId(kind: string | undefined, id: string | undefined): Response | undefined {
  if (
    (kind !== "messages" && kind !== "threads") ||
    id === undefined ||
    id === "send" ||
    id === "batchModify"
  )
    return undefined;
  return /^[0-9a-f]{1,16}$/i.test(id) ? undefined : badArgument("Invalid id value");
}
