import { describe, expect, test } from "vitest";
import { bareClientOf, clientOf, type Sent, wire } from "./token-client-fixture.ts";
import { normaliseTokenResponse, type TokenResponseFields } from "./token-response.ts";
import { type GoodAnswer, NOW, type TokenShape, tokenShapes } from "./token-shapes/index.ts";

const OURS = [
  "access_token",
  "token_type",
  "raw_token_type",
  "refresh_token",
  "expires_in",
  "scope",
  "user_only",
];

const rows = <A>(pick: (shape: TokenShape) => readonly A[], filter = (_: A) => true) =>
  tokenShapes.flatMap((shape) =>
    pick(shape)
      .filter(filter)
      .map((answer): [string, A, TokenShape] => [
        `${shape.provider}${(answer as { what?: string }).what ? `: ${(answer as { what?: string }).what}` : ""}`,
        answer,
        shape,
      ]),
  );

function normalised({ body, status = 200 }: GoodAnswer, { userField }: TokenShape): TokenResponseFields {
  const answer = normaliseTokenResponse({ status, body: wire(body) }, { userField, now: NOW });
  if (answer.kind !== "tokens") throw new Error(`made ${JSON.stringify(answer)} of it`);
  return answer.fields;
}

/** What is expected of an answer: the part that is ours, and everything else as it came. */
function expected({ body, becomes }: GoodAnswer, { userField }: TokenShape) {
  const sent: Record<string, unknown> =
    typeof body === "string" ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(wire(body));
  const user = (userField === undefined ? undefined : sent[userField]) as Record<string, string> | undefined;
  const access_token = sent.access_token ?? user?.access_token;
  const others = Object.entries(sent).filter(
    ([name, value]) => !OURS.includes(name) && name !== userField && value !== null && value !== "",
  );
  return { ours: { access_token, token_type: "bearer", ...becomes }, others: Object.fromEntries(others) };
}

const ours = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => OURS.includes(name)));

describe("what token endpoints give, as the vendors document it", () => {
  const good = rows((shape) => [...shape.code, ...shape.refresh]);

  test.each(good)("%s", (_, answer, shape) => {
    const fields = normalised(answer, shape);
    const wanted = expected(answer, shape);
    expect(ours(fields)).toEqual(wanted.ours);
    expect(fields).toMatchObject(wanted.others);
    const known = [...Object.keys(wanted.ours), ...Object.keys(wanted.others), shape.userField];
    expect(Object.keys(fields).filter((name) => !known.includes(name))).toEqual([]);
  });

  test.each(rows((shape) => shape.code))("openid-client takes the tokens of %s", async (_, answer, shape) => {
    const sent: Sent = { body: wire(answer.body), ...(answer.status && { status: answer.status }) };
    const result = await clientOf(sent, shape.userField).code();
    expect(ours(result)).toEqual(expected(answer, shape).ours);
    expect(result.claims()?.sub).toBe(sent.body.includes("id_token") && result.id_token ? "1" : undefined);
  });

  test.each(rows((shape) => shape.refresh))(
    "openid-client takes the refresh of %s",
    async (_, answer, shape) => {
      const result = await clientOf({ body: wire(answer.body) }, shape.userField).refresh();
      expect(ours(result)).toEqual(expected(answer, shape).ours);
      expect(result).not.toHaveProperty("id_token");
    },
  );

  test.each(rows((shape) => shape.errors))(
    "the refusal of %s",
    async (_, { status, body, becomes }, shape) => {
      const answer = normaliseTokenResponse(
        { status, body: wire(body) },
        { userField: shape.userField, now: NOW },
      );
      expect(answer.kind === "error" ? answer.error : answer.kind).toBe(becomes);
      const client = clientOf({ status, body: wire(body) }, shape.userField);
      for (const grant of [client.code, client.refresh]) {
        const error = await grant().catch((reason: unknown) => reason);
        if (becomes === "unavailable") {
          // openid-client wraps what its fetch throws.
          expect([error, (error as Error).cause]).toContainEqual(
            expect.objectContaining({ code: "provider_unreachable" }),
          );
        } else expect(error).toMatchObject({ name: "ResponseBodyError", error: becomes });
      }
    },
  );
});

describe("the shapes", () => {
  test("are of 48 providers, each with its vendor's page", () => {
    expect(new Set(tokenShapes.map((shape) => shape.provider)).size).toBe(48);
    expect(tokenShapes).toHaveLength(48);
    expect(new Set(tokenShapes.map((shape) => shape.page)).size).toBe(48);
  });

  test("differ from one provider to the next in more than names and values", () => {
    const form = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(form)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(Object.entries(value).map(([name, v]) => [name, form(v)]))
          : typeof value;
    const seen = new Map<string, string>();
    for (const { provider, code, refresh, errors } of tokenShapes) {
      const answers = [...code, ...refresh].map(({ body, becomes }) => [
        form(typeof body === "string" ? { form: [...new URLSearchParams(body).keys()] } : body),
        becomes.raw_token_type,
        becomes.expires_in,
        typeof body === "object" && typeof body.scope === "string" && body.scope.includes(","),
      ]);
      const refusals = errors.map(({ status, body, becomes }) => [status, form(body), becomes]);
      const key = JSON.stringify([answers, refusals]);
      expect(seen.get(key), `${provider} is a copy of`).toBeUndefined();
      seen.set(key, provider);
    }
  });
});

describe("what openid-client refuses, as it comes, and takes from the normaliser", () => {
  const t = { access_token: "t", token_type: "Bearer" };
  test.each<[string, unknown, number?, Record<string, string>?]>([
    ["no token_type", { access_token: "t" }],
    ["token_type bot", { ...t, token_type: "bot" }],
    ["token_type user", { ...t, token_type: "user" }],
    ["refresh_token null", { ...t, refresh_token: null }],
    ["refresh_token empty", { ...t, refresh_token: "" }],
    ["expires_in null", { ...t, expires_in: null }],
    ["expires_in below nothing", { ...t, expires_in: -1 }],
    ["scope null", { ...t, scope: null }],
    ["scope a list", { ...t, scope: ["a", "b"] }],
    ["id_token empty", { ...t, id_token: "" }],
    ["201", t, 201],
    [
      "a form",
      "access_token=t&token_type=bearer",
      200,
      { "content-type": "application/x-www-form-urlencoded" },
    ],
  ])("%s", async (_, body, status = 200, headers = {}) => {
    const sent = { status, headers, body: wire(body) };
    await expect(bareClientOf(sent).code()).rejects.toThrow();
    await expect(bareClientOf(sent).refresh()).rejects.toThrow();
    expect(await clientOf(sent).code()).toMatchObject({ access_token: "t", token_type: "bearer" });
    expect(await clientOf(sent).refresh()).toMatchObject({ access_token: "t", token_type: "bearer" });
  });

  test.each<[string, unknown, number, string, Record<string, string>?]>([
    ["an error under 200", { error: "bad_verification_code" }, 200, "invalid_grant"],
    ["ok: false under 200", { ok: false, error: "invalid_code" }, 200, "invalid_grant"],
    ["a status and a message", { status: "BAD_REFRESH_TOKEN", message: "no" }, 400, "invalid_grant"],
    [
      "401 with a challenge",
      { error: "invalid_client" },
      401,
      "invalid_client",
      { "www-authenticate": 'Basic realm="tokens"' },
    ],
  ])("the word in %s", async (_, body, status, error, headers = {}) => {
    const sent = { status, headers, body: wire(body) };
    const bare = await bareClientOf(sent)
      .refresh()
      .catch((reason: unknown) => reason);
    expect(bare).toBeInstanceOf(Error);
    expect(bare).not.toHaveProperty("error", error);
    await expect(clientOf(sent).refresh()).rejects.toMatchObject({ error });
  });
});
