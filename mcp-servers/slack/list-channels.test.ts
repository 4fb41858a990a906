import { describe, expect, it } from "vitest";
import { fakeApi, runTool } from "../kit/fixture.ts";
import { slackOf } from "./fixture.ts";
import { slackListChannels } from "./list-channels.ts";

describe("slack_list_channels", () => {
  const answer = slackOf([]);
  it("lists what the grant shows, direct messages by name", async () => {
    const { api, calls } = fakeApi({ answer });
    const { output, text } = await runTool(slackListChannels, api, {});
    expect(calls[0]).toMatchObject({
      path: "/users.conversations",
      query: { types: "public_channel,private_channel,mpim,im", exclude_archived: true, limit: 20 },
    });
    expect(output.items).toMatchObject([
      {
        channel_id: "C01GEN",
        name: "general",
        type: "public_channel",
        topic: "All",
        members: 3,
        is_member: true,
      },
      { channel_id: "D03ADA", name: "@Ada", type: "im", is_member: true },
    ]);
    expect(text).toContain("#general · C01GEN");
  });
  it("asks only for kinds the grant shows, and refuses others by name", async () => {
    const { api, calls } = fakeApi({ answer, scopes: ["channels:read"] });
    await runTool(slackListChannels, api, { member_only: false });
    expect(calls[0]).toMatchObject({ path: "/conversations.list", query: { types: "public_channel" } });
    await expect(runTool(slackListChannels, api, { types: ["im"] })).rejects.toMatchObject({
      fault: "no_permission",
      message: expect.stringContaining("im:read"),
    });
    await expect(runTool(slackListChannels, api, { types: ["dm"] })).rejects.toMatchObject({
      fault: "bad_argument",
    });
  });
  it("finds by name, topic and purpose", async () => {
    const { api } = fakeApi({ answer });
    const found = async (query: string) =>
      (await runTool(slackListChannels, api, { query, member_only: false })).output.items.map(
        (one) => one.channel_id,
      );
    expect(await found("#gen")).toEqual(["C01GEN"]);
    expect(await found("BUILDING")).toEqual(["C02ENG"]);
    expect(await found("nothing")).toEqual([]);
  });
});
