import { defineServer } from "../kit/index.ts";
import { slackAddReaction } from "./add-reaction.ts";
import { slackDeleteMessage } from "./delete-message.ts";
import { FILES_URL, slackFile } from "./files.ts";
import { slackGetChannel } from "./get-channel.ts";
import { slackGetMessage } from "./get-message.ts";
import { slackListChannels } from "./list-channels.ts";
import { slackReadChannel } from "./read-channel.ts";
import { slackReadFile } from "./read-file.ts";
import { slackReadThread } from "./read-thread.ts";
import { slackScheduleMessage } from "./schedule-message.ts";
import { slackSearchMessages } from "./search-messages.ts";
import { slackSearchUsers } from "./search-users.ts";
import { slackSendMessage } from "./send-message.ts";
import { slackUpdateMessage } from "./update-message.ts";
import { slackUploadFile } from "./upload-file.ts";

export const slack = defineServer({
  id: "slack",
  provider: "slack",
  title: "Slack",
  description:
    "Find and read channels, threads, files and people, search messages, post, schedule, edit, react and upload.",
  baseUrl: "https://slack.com/api",
  bases: { files: FILES_URL },
  // Slack takes these by POST; they change nothing.
  queries: ["/auth.test", "/assistant.search.context"],
  signedHosts: ["files.slack.com"],
  tools: [
    slackSearchMessages,
    slackListChannels,
    slackGetChannel,
    slackReadChannel,
    slackReadThread,
    slackGetMessage,
    slackSearchUsers,
    slackSendMessage,
    slackUpdateMessage,
    slackDeleteMessage,
    slackAddReaction,
    slackReadFile,
    slackUploadFile,
    slackScheduleMessage,
  ],
  resources: [slackFile],
});
