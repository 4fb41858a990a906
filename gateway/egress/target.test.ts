import { describe, expect, test } from "vitest";
import { aim } from "./target.ts";

const policy = {
  hosts: new Set(["gmail.googleapis.com", "127.0.0.1", "[::ffff:7f00:1]", "8.8.8.8"]),
  sandboxOrigins: new Set([
    "http://127.0.0.1:4001",
    "http://localhost:4002",
    "http://10.0.0.1:80",
    "http://192.168.0.9:4003",
  ]),
};

describe("URLs that are refused", () => {
  test.each([
    "gmail.googleapis.com/x",
    "http://gmail.googleapis.com/",
    "ftp://gmail.googleapis.com/",
    "file:///etc/passwd",
    "https://evil.example/",
    "https://gmail.googleapis.com.evil.example/",
    "https://evil.example/gmail.googleapis.com",
    "https://sub.gmail.googleapis.com/",
    "https://gmail.googleapis.com./",
    "https://gmail.googleapis.com:8443/",
    "https://user@gmail.googleapis.com/",
    "https://user:pw@gmail.googleapis.com/",
    "https://gmail.googleapis.com@evil.example/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://127.1/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::1]/",
    "https://8.8.8.8/",
    "https://localhost/",
    "https://localhost./",
    "http://127.0.0.1:4009/",
    "http://127.0.0.1:4001@evil.example/",
    "http://192.168.0.9:4003/",
    "http://169.254.169.254/latest/meta-data/",
    "https://metadata.google.internal/",
  ])("%s", (url) =>
    expect(() => aim(url, policy)).toThrow(expect.objectContaining({ code: "egress_refused" })),
  );
});

test("an allowed host is called under its exact name, whatever its spelling", () => {
  expect(aim("https://GMAIL.googleapis.com:443/a%20b?q=1#frag", policy)).toEqual({
    origin: "https://gmail.googleapis.com",
    path: "/a%20b?q=1",
    sandbox: false,
  });
});

test("a backslash is a slash: what follows it is a path, not another host", () => {
  expect(aim("https://gmail.googleapis.com\\@evil.example/", policy)).toMatchObject({
    origin: "https://gmail.googleapis.com",
    path: "/@evil.example/",
  });
});

test("an emulated provider may be http on loopback", () => {
  expect(aim("http://127.0.0.1:4001/x", policy).sandbox).toBe(true);
  expect(aim(new URL("http://localhost:4002/x"), policy)).toMatchObject({
    origin: "http://localhost:4002",
    path: "/x",
  });
});
