import { describe, expect, it } from "vitest";
import { fakeApi, runTool } from "../kit/fixture.ts";
import { at, CHANNELS, PEOPLE, slackOf } from "./fixture.ts";
import { slackReadChannel } from "./read-channel.ts";

describe("a conversation by name", () => {
  const answer = slackOf([{ ts: at(1), user: "U01ADA", text: "x" }]);
  const read = (api: ReturnType<typeof fakeApi>["api"], channel: string) =>
    runTool(slackReadChannel, api, { channel }).then(({ output }) => output.channel_id);

  it("is found among those the app is in, then among all; again with one look", async () => {
    const { api, calls } = fakeApi({
      answer: (call) =>
        call.path === "/conversations.info"
          ? { ok: true, channel: CHANNELS.find((one) => one.id === call.query?.channel) }
          : answer(call),
    });
    expect(await read(api, "#general")).toBe("C01GEN");
    expect(await read(api, "ENG")).toBe("C02ENG");
    calls.length = 0;
    expect(await read(api, "eng")).toBe("C02ENG");
    expect(calls.map(({ path }) => path)).toEqual(["/conversations.info", "/conversations.history"]);
  });
  it("is looked for again when its name has gone to another", async () => {
    const { api } = fakeApi({
      answer: (call) =>
        call.path === "/conversations.info"
          ? { ok: true, channel: { id: "C01GEN", name: "old-general" } }
          : answer(call),
    });
    expect(await read(api, "general")).toBe("C01GEN");
    CHANNELS.unshift({
      id: "C09NEW",
      name: "general",
      topic: { value: "" },
      purpose: { value: "" },
      is_member: true,
    });
    expect(await read(api, "general")).toBe("C09NEW");
    CHANNELS.shift();
  });
  it("of a person is their direct message", async () => {
    const { api } = fakeApi({ answer });
    expect(await read(api, "@ada")).toBe("D03ADA");
    expect(await read(api, "U01ADA")).toBe("D03ADA");
    await expect(read(api, "@ben")).rejects.toMatchObject({ fault: "not_found" });
  });
  it("that fits several people or nobody is refused with what to do", async () => {
    const { api } = fakeApi({ answer });
    PEOPLE[1] = { ...PEOPLE[1], name: "okafor" } as (typeof PEOPLE)[number];
    await expect(read(api, "@Ben")).rejects.toThrow(/U02BEN.*U03BEN/);
    PEOPLE[1] = { ...PEOPLE[1], name: "ben" } as (typeof PEOPLE)[number];
    await expect(read(api, "@nobody")).rejects.toThrow(/slack_search_users/);
    await expect(read(api, "nowhere")).rejects.toMatchObject({ fault: "not_found" });
  });
  it("needs the scope to list", async () => {
    const { api, calls } = fakeApi({ answer, scopes: ["channels:history", "users:read"] });
    await expect(read(api, "general")).rejects.toThrow(/Pass the id/);
    expect(calls).toEqual([]);
  });
});
