import { describe, expect, test } from "vitest";
import { clientOf } from "./token-client-fixture.ts";
import { normaliseTokenResponse } from "./token-response.ts";
import { NOW, tokenShapes } from "./token-shapes/index.ts";

const of = (body: unknown, status = 200, userField?: string) =>
  normaliseTokenResponse(
    { status, body: typeof body === "string" ? body : JSON.stringify(body) },
    { userField, now: NOW },
  );
const fields = (body: unknown, userField?: string) => {
  const answer = of(body, 200, userField);
  return answer.kind === "tokens" ? answer.fields : answer;
};
const unavailable = (status: number) => ({ kind: "unavailable", status });

describe("tokens that are made whole", () => {
  test.each<[string, unknown, object]>([
    ["text for a number", { access_token: "t", expires_in: "3600" }, { expires_in: 3600 }],
    [
      "a list with commas inside",
      { access_token: "t", scope: ["a,b", "c d", "", 5, null] },
      { scope: "a b c d" },
    ],
    ["a scope twice", { access_token: "t", scope: "a b,a" }, { scope: "a b" }],
    ["scope before scopes", { access_token: "t", scope: "a", scopes: "b" }, { scope: "a" }],
    [
      "a length before a time",
      { access_token: "t", expires_in: 60, expires_at: NOW / 1000 + 5 },
      { expires_in: 60 },
    ],
    ["an empty error beside tokens", { access_token: "t", error: "" }, { access_token: "t" }],
    ["a form that ends a line", "access_token=t&scope=a%2Cb\r\n", { access_token: "t", scope: "a b" }],
  ])("%s", (_, body, expected) => expect(fields(body)).toMatchObject(expected));

  test("null, empty and wrong fields are left out", () => {
    const body = {
      refresh_token: null,
      expires_in: null,
      scope: {},
      scopes: [],
      id_token: 7,
      token_type: [],
    };
    expect(fields({ access_token: "t", ...body })).toEqual({
      access_token: "t",
      token_type: "bearer",
      scopes: [],
    });
    expect(fields({ access_token: "t", refresh_token: 5, id_token: "", scope: " , " })).toEqual({
      access_token: "t",
      token_type: "bearer",
    });
  });

  test.each([
    0,
    -1,
    "never",
    "0",
    "-1",
    "1e9",
    "0x10",
    " 60",
    "",
    true,
    [3600],
    {},
    1e12,
    "99999999999999",
    "9".repeat(400),
  ])("expires_in %j means no known end", (expires_in) => {
    expect(fields({ access_token: "t", expires_in })).not.toHaveProperty("expires_in");
  });

  test.each(["1e999", "-1e999", "1e308"])("nor does the number %s", async (number) => {
    const body = `{"access_token":"t","expires_in":${number}}`;
    expect(fields(body)).toEqual({ access_token: "t", token_type: "bearer" });
    expect(await clientOf({ body }).refresh()).not.toHaveProperty("expires_in");
  });

  test.each([NOW / 1000, NOW / 1000 - 60, NOW, "2026-11-21T11:00:00Z", null])(
    "nor does expires_at %j",
    (expires_at) => {
      expect(fields({ access_token: "t", expires_at })).not.toHaveProperty("expires_in");
    },
  );

  test("a time is not understood by who does not say what time it is", () => {
    const body = JSON.stringify({ access_token: "t", expires_at: NOW / 1000 + 60 });
    const answer = normaliseTokenResponse({ status: 200, body });
    expect(answer).toMatchObject({ fields: { expires_at: NOW / 1000 + 60 } });
    expect(answer).not.toHaveProperty("fields.expires_in");
  });

  test("what only we say cannot be said by the provider", () => {
    const said = { access_token: "t", user_only: true, raw_token_type: "Bearer" };
    expect(fields(said)).toEqual({ access_token: "t", token_type: "bearer" });
  });
});

describe("a second token in the same answer", () => {
  const second = { id: "U1", access_token: "p", token_type: "user", scope: "a,b", expires_in: "60" };
  const whole = {
    id: "U1",
    access_token: "p",
    token_type: "bearer",
    raw_token_type: "user",
    scope: "a b",
    expires_in: 60,
  };

  test("is normalised where it is", () => {
    const body = { access_token: "t", scope: "c", user: { ...second, refresh_token: null, note: "" } };
    expect(fields(body, "user")).toEqual({
      access_token: "t",
      token_type: "bearer",
      scope: "c",
      user: whole,
    });
  });

  test("stands in for a first one that is not there", () => {
    const { id: _, ...copied } = whole;
    const body = { ok: true, team: { id: "T1" }, user: second };
    expect(fields(body, "user")).toEqual({
      ok: true,
      team: { id: "T1" },
      ...copied,
      user_only: true,
      user: whole,
    });
  });

  test("brings its own parts: those of a first token that is not there belong to nothing", () => {
    const stray = { access_token: null, refresh_token: "r", expires_in: 9, scope: "z", id_token: "i.d.t" };
    const answer = fields({ ...stray, user: { id: "U1", access_token: "p" } }, "user");
    expect(answer).toEqual({
      access_token: "p",
      token_type: "bearer",
      user_only: true,
      user: { id: "U1", access_token: "p", token_type: "bearer" },
    });
  });

  test.each([{ id: "U1" }, { id: "U1", name: null }, "U1", null, [second], 7])(
    "that is none (%j) is left as it is",
    (user) => {
      const expected = user === null ? {} : { user };
      expect(fields({ access_token: "t", user }, "user")).toEqual({
        access_token: "t",
        token_type: "bearer",
        ...expected,
      });
      expect(of({ user }, 200, "user")).toEqual(unavailable(200));
    },
  );

  test.each([null, "", 5, "a\nb", "ключ", ["p"]])(
    "that is no token (%j) brings nothing along",
    (access_token) => {
      const user = { ...second, access_token, refresh_token: "r" };
      expect(fields({ access_token: "t", user }, "user")).toMatchObject({
        access_token: "t",
        user: { id: "U1" },
      });
      expect(fields({ access_token: "t", user }, "user")).toHaveProperty("user", { id: "U1" });
      expect(of({ user }, 200, "user")).toEqual(unavailable(200));
    },
  );

  test("is looked for only under the name it is said to have", () => {
    expect(of({ user: second }, 200)).toEqual(unavailable(200));
    expect(of({ user: second }, 200, "person")).toEqual(unavailable(200));
    for (const name of ["__proto__", "constructor", "toString"]) {
      expect(of({ user: second }, 200, name)).toEqual(unavailable(200));
      expect(of(`{"${name === "toString" ? "__proto__" : name}":{}}`, 200, name)).toEqual(unavailable(200));
    }
  });

  test("does not make a refusal a success", () => {
    expect(of({ ok: false, error: "token_revoked", user: second }, 200, "user")).toMatchObject({
      kind: "error",
    });
    expect(of({ error: "invalid_grant", user: second }, 400, "user")).toMatchObject({ kind: "error" });
  });
});

describe("errors in every shape", () => {
  test.each<[string, unknown, number, string, number]>([
    ["the standard", { error: "invalid_grant" }, 400, "invalid_grant", 400],
    ["the standard under 401", { error: "invalid_client" }, 401, "invalid_client", 401],
    ["invalid_client under 400", { error: "invalid_client" }, 400, "invalid_client", 401],
    [
      "Slack beside a token",
      { ok: false, error: "token_revoked", access_token: "t" },
      200,
      "invalid_grant",
      400,
    ],
    ["a token under 400", { error: "invalid_grant", access_token: "t" }, 400, "invalid_grant", 400],
    ["an object", { error: { code: "invalid_grant", message: "x" } }, 400, "invalid_grant", 400],
    ["Fitbit's list", { errors: [{ errorType: "invalid_grant" }] }, 400, "invalid_grant", 400],
    ["a list under 200", { errors: [{ errorType: "invalid_grant" }] }, 200, "invalid_grant", 400],
    ["error: true under 200", { error: true, message: "x" }, 200, "invalid_request", 400],
    ["a number under 200", { error: 403, message: "x" }, 200, "invalid_request", 400],
    ["ClickUp's under 200", { err: "x", ECODE: "OAUTH_014" }, 200, "invalid_grant", 400],
    ["Front's under 200", { _error: { title: "x", code: "invalid_grant" } }, 200, "invalid_grant", 400],
    ["success: false under 200", { success: false, message: "x" }, 200, "invalid_request", 400],
    ["an error without a word", { message: "no" }, 403, "invalid_request", 400],
    ["401 without a word", { message: "no" }, 401, "invalid_client", 401],
    ["401 with a word of its own", { error: "nope" }, 401, "invalid_client", 401],
    ["an unknown word", { error: "Something_New" }, 400, "something_new", 400],
    [
      "a known word behind an unknown one",
      { error: "nope", code: "BAD_AUTH_CODE" },
      400,
      "invalid_grant",
      400,
    ],
    ["a word that is on every object", { error: "constructor" }, 400, "constructor", 400],
    ["a word with a line in it", { error: "bad\r\nset-cookie: a=b" }, 400, "invalid_request", 400],
    ["a word that is a page", { error: "x".repeat(100_000) }, 400, "invalid_request", 400],
    [
      "a text that only looks like X's",
      { error: "invalid_request", error_description: "The value passed for the token was invalid?" },
      400,
      "invalid_request",
      400,
    ],
    [
      "Atlassian's text under another word",
      { error: "invalid_scope", error_description: "refresh_token is invalid" },
      400,
      "invalid_scope",
      400,
    ],
  ])("%s", (_, body, status, error, as) =>
    expect(of(body, status)).toEqual({ kind: "error", error, status: as }),
  );
});

describe("nothing to be had", () => {
  test.each<[string, unknown, number]>([
    ["an outage", { error: "invalid_grant" }, 503],
    ["tokens under 500", { access_token: "t" }, 500],
    ["tokens under a redirect", { access_token: "t" }, 302],
    ["tokens under 199", { access_token: "t" }, 199],
    ["a status that is none", { access_token: "t" }, Number.NaN],
    ["too many requests", { error: "invalid_grant" }, 429],
    ["a request that took too long", { error: "invalid_grant" }, 408],
    ["an error that passes", { error: "temporarily_unavailable" }, 400],
    ["an error page", "<html>Bad gateway</html>", 502],
    ["a page under 200", "<!doctype html><a href='?x=1'>Sign in</a>", 200],
    ["a page under 400", "<html><body>error=invalid_grant</body></html>", 400],
    ["an empty answer", "", 200],
    ["an empty answer under 204", "", 204],
    ["a list", [], 200],
    ["a list of tokens", [{ access_token: "t" }], 200],
    ["text", `"token"`, 200],
    ["a number", "5", 200],
    ["JSON null", "null", 200],
    ["half a JSON", '{"access_token":"t"', 200],
    ["two JSONs", '{"access_token":"t"}{"access_token":"u"}', 200],
    ["a number for a token", { access_token: 5 }, 200],
    ["a list for a token", { access_token: ["t"] }, 200],
    ["a token of two lines", { access_token: "t\r\nx-admin: 1" }, 200],
    ["a token outside ASCII", { access_token: "tökén" }, 200],
    ["a token of a megabyte", { access_token: "t".repeat(1_000_000) }, 200],
    ["no token", { token_type: "bearer" }, 200],
    ["a form with a token twice", "access_token=t&access_token=u", 200],
    ["a form with any field twice", "access_token=t&scope=a&scope=b", 200],
  ])("%s", (_, body, status) => expect(of(body, status)).toEqual(unavailable(status)));

  test("an answer beyond a megabyte is not even read", () => {
    expect(of({ access_token: "t", pad: "x".repeat(1024 * 1024) })).toEqual(unavailable(200));
    expect(of(`${" ".repeat(1024 * 1024)}{"access_token":"t"}`)).toEqual(unavailable(200));
  });
});

describe("answers that mean harm", () => {
  test("__proto__ changes no object, at any depth, and goes no further", async () => {
    const body = `{"access_token":"t","__proto__":{"polluted":1},"a":{"__proto__":{"polluted":1},"b":[{"__proto__":2}]},
      "user":{"access_token":"p","__proto__":{"refresh_token":"r"},"constructor":{"prototype":{"polluted":1}}}}`;
    const answer = fields(body, "user");
    expect(JSON.stringify(answer)).not.toContain("__proto__");
    expect(answer).toMatchObject({ a: { b: [{}] }, user: { access_token: "p" } });
    expect(answer).not.toHaveProperty("polluted");
    expect(answer).not.toHaveProperty("user.refresh_token");
    await clientOf({ body }, "user").code();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(answer)).toBe(Object.prototype);
  });

  test("a token in __proto__ is no token", () => {
    expect(of('{"__proto__":{"access_token":"t"}}')).toEqual(unavailable(200));
    expect(of("__proto__=x&access_token=t")).toMatchObject({ fields: { access_token: "t" } });
  });

  test("of a field named twice the last one counts, for openid-client too", async () => {
    const body = '{"access_token":"first","access_token":"last","token_type":"Bearer"}';
    expect(fields(body)).toMatchObject({ access_token: "last" });
    expect(await clientOf({ body }).code()).toMatchObject({ access_token: "last" });
  });

  test("depth costs no token: what is too deep is left out", async () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const body = `{"access_token":"t","refresh_token":"r","deep":${deep}}`;
    expect(await clientOf({ body }).refresh()).toMatchObject({ access_token: "t", refresh_token: "r" });
  });

  test("a refresh token that cannot be one is not taken for one", () => {
    for (const refresh_token of ["r\n", "r".repeat(70_000), ["r"], { a: 1 }, 5]) {
      expect(fields({ access_token: "t", refresh_token })).not.toHaveProperty("refresh_token");
    }
  });
});

/** Mulberry32: the same answers at every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

const NAMES =
  "access_token refresh_token token_type expires_in expires_at scope scopes id_token ok error error_description errors _error code status reason message success ECODE user_only raw_token_type authed_user data __proto__ constructor".split(
    " ",
  );
const LEAVES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  3600,
  1e308,
  "",
  "t",
  "a,b c",
  "Bearer",
  "invalid_grant",
  "server_error",
  "never",
  "\0",
  "\ud800",
  "<html>",
  "ы",
  "x".repeat(70_000),
  "Invalid Token!",
  [],
  {},
  [[[]]],
  "__proto__",
  "9".repeat(30),
];
const STATUSES = [200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 408, 429, 500, 503, 0, -1, Number.NaN];

function answerOf(roll: (sides: number) => number, depth: number): unknown {
  if (depth === 0 || roll(3) === 0) return LEAVES[roll(LEAVES.length)];
  if (roll(5) === 0) return Array.from({ length: roll(4) }, () => answerOf(roll, depth - 1));
  const entries = Array.from({ length: roll(8) }, () => [
    NAMES[roll(NAMES.length)]!,
    answerOf(roll, depth - 1),
  ]);
  return Object.fromEntries(entries);
}

/** A body made of nothing, of a real one, or of a real one that broke on the way. */
function bodyOf(roll: (sides: number) => number): string {
  const made = answerOf(roll, 4);
  const shape = tokenShapes[roll(tokenShapes.length)]!;
  const real = [...shape.code, ...shape.refresh, ...shape.errors].at(roll(4))?.body ?? {};
  const mixed =
    typeof real === "object" && typeof made === "object" && !Array.isArray(made)
      ? { ...real, ...made }
      : made;
  const text = typeof mixed === "string" && roll(2) ? mixed : JSON.stringify(mixed);
  if (roll(4) > 0) return text;
  const at = roll(text.length + 1);
  return (
    text.slice(0, at) + ["", "}", "&a=b", "\0", '","access_token":"u'][roll(5)] + text.slice(at + roll(3))
  );
}

describe("whatever a token endpoint answers", () => {
  test("10,000 answers: nothing throws, and what comes out holds what it promises", () => {
    const roll = dice(20261121);
    const kinds = { tokens: 0, error: 0, unavailable: 0 };
    for (let round = 0; round < 10_000; round++) {
      const raw = { status: STATUSES[roll(STATUSES.length)]!, body: bodyOf(roll) };
      const answer = normaliseTokenResponse(raw, roll(2) ? { userField: "authed_user", now: NOW } : {});
      kinds[answer.kind]++;
      if (answer.kind === "tokens") holds(answer.fields);
      if (answer.kind === "error") expect(answer.error).toMatch(/^[\w.:-][\w .:-]{0,63}$/);
    }
    expect(Math.min(...Object.values(kinds))).toBeGreaterThan(500);
  });

  test("1,000 token answers: openid-client takes them all", async () => {
    const roll = dice(7);
    for (let taken = 0; taken < 1_000; ) {
      const sent = { status: 200, body: bodyOf(roll) };
      const answer = normaliseTokenResponse(sent, { userField: "authed_user", now: NOW });
      if (answer.kind !== "tokens") continue;
      taken++;
      const { access_token } = answer.fields;
      expect(await clientOf(sent, "authed_user").refresh()).toMatchObject({
        access_token,
        token_type: "bearer",
      });
    }
  });
});

function holds(fields: Record<string, unknown>): void {
  const wrong = [
    typeof fields.access_token !== "string" || !/^[\x20-\x7e]{1,65536}$/.test(fields.access_token),
    fields.token_type !== "bearer",
    "refresh_token" in fields && !/^[\x20-\x7e]{1,65536}$/.test(String(fields.refresh_token)),
    "expires_in" in fields && !(Number(fields.expires_in) > 0 && Number(fields.expires_in) < 3.2e9),
    "scope" in fields && !/^[^\s,]+( [^\s,]+)*$/.test(String(fields.scope)),
    "id_token" in fields && typeof fields.id_token !== "string",
    "user_only" in fields && fields.user_only !== true,
    JSON.stringify(fields).includes('"__proto__":'),
    Object.getPrototypeOf(fields) !== Object.prototype,
  ].indexOf(true);
  if (wrong >= 0) throw new Error(`promise ${wrong} is broken by ${JSON.stringify(fields).slice(0, 300)}`);
}
