/** Slack answers 200 to almost everything; `ok` tells. https://docs.slack.dev/apis/web-api#responses */
export const slackOk = (fields: Record<string, unknown>): Response =>
  Response.json({ ok: true, ...fields }, { headers: { "cache-control": "no-store" } });

export const slackFailed = (error: string, fields: Record<string, unknown> = {}): Response =>
  Response.json({ ok: false, error, ...fields }, { headers: { "cache-control": "no-store" } });
