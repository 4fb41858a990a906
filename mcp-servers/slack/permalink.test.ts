import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakeApi } from "../kit/fixture.ts";
import { ToolError } from "../kit/index.ts";
import { parsePermalink, placeOfPermalink } from "./permalink.ts";

const TS = "1700000000.000100";
const REPLY = "1700000500.123456";
const at = (channel: string, ts: string, thread?: string) => ({ channel, ts, thread });

describe("a link to a message", () => {
  it.each([
    ["https://acme.slack.com/archives/C0AB/p1700000000000100", at("C0AB", TS)],
    ["https://acme.slack.com/archives/C0AB/p1700000000000100/", at("C0AB", TS)],
    [" <https://acme.slack.com/archives/G0AB/p1700000000000100|look> ", at("G0AB", TS)],
    [
      "https://acme.slack.com/archives/C0AB/p1700000500123456?thread_ts=1700000000.000100&cid=C0AB",
      at("C0AB", REPLY, TS),
    ],
    [
      "https://acme.slack.com/archives/C0AB/p1700000500123456?thread_ts=1700000000.000100&amp;cid=C0AB",
      at("C0AB", REPLY, TS),
    ],
    ["https://acme.enterprise.slack.com/archives/D0AB/p1700000000000100", at("D0AB", TS)],
    ["https://app.slack.com/client/T0AB/C0AB/p1700000000000100", at("C0AB", TS)],
    ["https://app.slack.com/client/T0AB/C0AB/thread/C0AB-1700000000.000100", at("C0AB", TS)],
    ["https://slack.com/app_redirect?team=T0AB&channel=C0AB&message_ts=1700000000.000100", at("C0AB", TS)],
    ["slack://channel?team=T0AB&id=C0AB&message=1700000000.000100", at("C0AB", TS)],
  ])("%s", (link, place) => expect(parsePermalink(link)).toMatchObject(place));

  it.each([
    "",
    "C0AB/p1700000000000100",
    "http://acme.slack.com/archives/C0AB/p1700000000000100",
    "https://acme.slack.com.evil.test/archives/C0AB/p1700000000000100",
    "https://evilslack.com/archives/C0AB/p1700000000000100",
    "https://me@acme.slack.com/archives/C0AB/p1700000000000100",
    "https://acme.slack.com/archives/C0AB",
    "https://acme.slack.com/archives/../p1700000000000100",
    "https://acme.slack.com/files/U0AB/F0AB/plan.pdf",
    "https://acme.slack.com/archives/C0AB/p17",
    "slack://user?team=T0AB&id=U0AB",
    "javascript:alert(1)",
  ])("%j is none", (link) => {
    expect(() => parsePermalink(link)).toThrowError(expect.objectContaining({ fault: "bad_argument" }));
  });

  it("is read back from whatever Slack would make of it", () => {
    const digits = fc.tuple(
      fc.integer({ min: 1_000_000_000, max: 1_999_999_999 }),
      fc.integer({ min: 0, max: 999_999 }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[CDG][A-Z0-9]{2,12}$/), digits, (channel, [whole, part]) => {
        const ts = `${whole}.${String(part).padStart(6, "0")}`;
        const link = `https://acme.slack.com/archives/${channel}/p${ts.replace(".", "")}`;
        expect(parsePermalink(link)).toMatchObject({ channel, ts, thread: undefined });
      }),
    );
  });
  it("never makes anything else than an error of anything else", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((s) => `https://a.slack.com/archives/${s}`),
        ),
        (text) => {
          try {
            parsePermalink(text);
          } catch (error) {
            expect(error).toBeInstanceOf(ToolError);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("whose workspace it leads to", () => {
  const own = { ok: true, url: "https://acme.slack.com/", team_id: "T0AB", enterprise_id: "E0AB" };

  it("is asked of Slack once, and another's is refused", async () => {
    const { api, calls } = fakeApi({ answer: () => own });
    const place = (link: string) => placeOfPermalink(api, link);
    expect(await place("https://acme.slack.com/archives/C0AB/p1700000000000100")).toEqual(at("C0AB", TS));
    expect(await place("https://app.slack.com/client/E0AB/C0AB/p1700000000000100")).toEqual(at("C0AB", TS));
    for (const link of [
      "https://globex.slack.com/archives/C0AB/p1700000000000100",
      "https://app.slack.com/client/T0CD/C0AB/p1700000000000100",
      "slack://channel?id=C0AB&message=1700000000.000100",
    ])
      await expect(place(link)).rejects.toMatchObject({
        fault: "not_found",
        message: expect.stringContaining("acme.slack.com"),
      });
    expect(calls).toMatchObject([{ method: "QUERY", path: "/auth.test" }]);
  });
  it("that Slack does not tell is nobody's", async () => {
    const { api } = fakeApi({ answer: () => ({ ok: true, url: "not an address" }) });
    await expect(
      placeOfPermalink(api, "slack://channel?team=&id=C0AB&message=1700000000.000100"),
    ).rejects.toMatchObject({
      fault: "not_found",
    });
  });
});
