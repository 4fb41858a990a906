import { type Api, path, readAnswer } from "../kit/index.ts";
import { inWords } from "./fetch-message.ts";
import { type Draft, draftListSchema, draftSchema } from "./upstream.ts";

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.drafts/get */
export async function fetchDraft(api: Api, id: string, format: "full" | "metadata" | "raw"): Promise<Draft> {
  // 36 MB of mail, as base64, are more than is read: such a draft was not made here.
  const options = { query: { format }, maxBytes: 40 * 1024 * 1024 };
  return readAnswer(draftSchema, await api.get(path`/drafts/${id}`, options).catch(inWords("draft", id)));
}

/** The draft that carries this `Message-ID`. */
export async function draftBy(api: Api, messageId: string): Promise<string | undefined> {
  const query = { q: `rfc822msgid:${messageId.slice(1, -1)}`, maxResults: 1 };
  return readAnswer(draftListSchema, await api.get("/drafts", { query })).drafts[0]?.id;
}
