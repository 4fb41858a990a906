import { expect, test } from "vitest";
import { isSecretName, plain, showArguments } from "./shown.ts";

test("arguments are shown as they are, other than text as JSON", () => {
  expect(showArguments({ to: ["a@b.test"], subject: "Hi", n: 3, none: undefined })).toEqual([
    { name: "to", text: '[\n  "a@b.test"\n]', length: 16, cut: false, hidden: false },
    { name: "subject", text: "Hi", length: 2, cut: false, hidden: false },
    { name: "n", text: "3", length: 1, cut: false, hidden: false },
  ]);
});

test("a long one is cut and says how long it is; so are many that are long together", () => {
  const [body] = showArguments({ body: "x".repeat(10_000) });
  expect(body).toMatchObject({ length: 10_000, cut: true });
  expect(body?.text).toHaveLength(4_000);
  const many = showArguments(
    Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`f${i}`, "y".repeat(3_999)])),
  );
  expect(many).toHaveLength(61);
  expect(many.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(25_000);
  expect(many.at(7)).toMatchObject({ text: "", length: 3_999, cut: true });
  expect(many.at(-1)?.text).toBe("20 more arguments");
});

test("a cut does not part a character", () => {
  const [one] = showArguments({ a: `${"x".repeat(3_999)}😀` });
  expect(one?.text).toBe("x".repeat(3_999));
});

test("fields that are secrets by their name show no value, at any depth", () => {
  for (const name of [
    "password",
    "api_key",
    "apiKey",
    "client_secret",
    "accessToken",
    "X-Authorization",
    "otp",
  ])
    expect(isSecretName(name), name).toBe(true);
  for (const name of [
    "page_token",
    "nextPageToken",
    "idempotency_key",
    "key",
    "tokens_used",
    "subject",
    "spinach",
  ])
    expect(isSecretName(name), name).toBe(false);
  const shown = showArguments({
    password: "hunter2!",
    deep: { list: [{ client_secret: "hunter2!" }], to: "x" },
  });
  expect(shown[0]).toEqual({ name: "password", text: "", length: 8, cut: false, hidden: true });
  expect(JSON.stringify(shown)).not.toContain("hunter2!");
  expect(shown[1]?.text).toContain('"client_secret": "[hidden]"');
});

test("what opens a file or the gateway is left out of the text", () => {
  const [source, link, token] = showArguments({
    source: `valetkey://upload/upl_0123456789abcdefghjk/${"k".repeat(32)}`,
    link: "valetkey://gmail/attachment/1/2?c=con_1&e=abc&s=0123456789012345678901",
    text: "use vk_0123456789abcdefghij_0123456789 now",
  });
  expect(source?.text).toBe("valetkey://upload/upl_0123456789abcdefghjk/…");
  expect(link?.text).toBe("valetkey://gmail/attachment/1/2?…");
  expect(token?.text).toBe("use vk_… now");
});

test("what would mislead the eye is spelled out", () => {
  expect(plain("pay\u202etset.elpmaxe\u200b\u00ad")).toBe("pay\\u{202e}tset.elpmaxe\\u{200b}\\u{ad}");
  expect(plain("a\u0000b\u001b[2J\ud800")).toBe("a\\u{0}b\\u{1b}[2J\\u{d800}");
  expect(plain("hi\u{e0041}\u3164")).toBe("hi\\u{e0041}\\u{3164}");
  expect(plain("a\r\nb\tc – é 日本 ❤️")).toBe("a\nb\tc – é 日本 ❤️");
  expect(showArguments({ "to\u202e": "x" })[0]?.name).toBe("to\\u{202e}");
});
