import { describe, expect, it } from "vitest";
import { fakeApi, runTool } from "../kit/fixture.ts";
import { slackOf } from "./fixture.ts";
import { slackSearchUsers } from "./search-users.ts";

describe("slack_search_users", () => {
  const search = (query: string, scopes?: string[]) => {
    const { api, calls } = fakeApi({ answer: slackOf([]), ...(scopes && { scopes }) });
    return runTool(slackSearchUsers, api, { query }).then(({ output }) => ({
      ids: output.items.map((one) => one.user_id),
      output,
      paths: calls.map(({ path }) => path),
    }));
  };
  it("finds by name, never people who left", async () => {
    expect((await search("BEN")).ids).toEqual(["U02BEN", "U03BEN"]);
    expect((await search("old")).ids).toEqual([]);
  });
  it("looks an id or address up", async () => {
    expect(await search("U01ADA")).toMatchObject({ ids: ["U01ADA"], paths: ["/users.info"] });
    expect(await search("ada@acme.test")).toMatchObject({ ids: ["U01ADA"], paths: ["/users.lookupByEmail"] });
    const without = await search("ada@acme.test", ["users:read"]);
    expect(without.paths).toEqual(["/users.list"]);
    expect((await search("U99GONE")).ids).toEqual([]);
  });
});
