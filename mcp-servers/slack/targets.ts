import { checked, hostsOf, named, type Target, unbounded } from "../kit/index.ts";

export const channel = (asked: { channel: string }): Target[] => named("channels", asked.channel);

/** A cursor names the channel again, and is the caller's to change. */
export const paged = (asked: { channel: string; cursor?: string | undefined }): Target[] =>
  asked.cursor === undefined ? channel(asked) : [checked("channels")];

/** A link names its channel. */
export const message = (asked: { channel?: string | undefined }): Target[] =>
  asked.channel === undefined ? [checked("channels")] : named("channels", asked.channel);

/** For a preview Slack asks whatever hosts the text names. */
export const posted = (asked: { channel: string; unfurl: boolean }): Target[] => [
  ...channel(asked),
  ...(asked.unfurl ? [unbounded("recipient_domains")] : []),
];

export const uploaded = (asked: { channel: string; source?: string | undefined }): Target[] => [
  ...channel(asked),
  ...hostsOf(asked.source),
];
