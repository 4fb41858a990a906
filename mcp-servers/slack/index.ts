import { defineServer } from "../kit/index.ts";
import { slackAddReaction } from "./add-reaction.ts";
import { slackListChannels } from "./list-channels.ts";
import { slackReadChannel } from "./read-channel.ts";
import { slackReadThread } from "./read-thread.ts";
import { slackSearchMessages } from "./search-messages.ts";
import { slackSearchUsers } from "./search-users.ts";
import { slackSendMessage } from "./send-message.ts";

export const slack = defineServer({
  id: "slack",
  provider: "slack",
  title: "Slack",
  description: "Find and read channels, threads and people, search messages, post and react.",
  baseUrl: "https://slack.com/api",
  tools: [
    slackSearchMessages,
    slackListChannels,
    slackReadChannel,
    slackReadThread,
    slackSearchUsers,
    slackSendMessage,
    slackAddReaction,
  ],
});
