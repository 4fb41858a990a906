import { defineServer } from "../kit/index.ts";
import { gmailGetThread } from "./get-thread.ts";
import { gmailListLabels } from "./list-labels.ts";
import { gmailSearchThreads } from "./search-threads.ts";
import { gmailSendMessage } from "./send-message.ts";

export const gmail = defineServer({
  id: "gmail",
  provider: "google",
  title: "Gmail",
  description: "Search and read mail, list labels, send and answer.",
  baseUrl: "https://gmail.googleapis.com/gmail/v1/users/me",
  tools: [gmailSearchThreads, gmailGetThread, gmailListLabels, gmailSendMessage],
});
