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

describe("an origin that the operator trusts by name", () => {
  const trusting = {
    hosts: new Set<string>(),
    trustedOrigins: new Set([
      "https://id.corp.internal",
      "https://10.1.2.3:8443",
      "https://169.254.169.254",
      "https://[fe80::1]",
      "http://127.0.0.1:4001",
      "http://localhost:4002",
      "http://id.corp.internal",
      "http://10.1.2.3",
    ]),
  };

  test("is called over https, also by an address of the own network, and over http on this machine", () => {
    for (const url of ["https://id.corp.internal/jwks", "https://10.1.2.3:8443/token"])
      expect(aim(url, trusting), url).toMatchObject({ trusted: true, sandbox: false });
    for (const url of ["http://127.0.0.1:4001/jwks", "http://localhost:4002/token"])
      expect(aim(url, trusting), url).toMatchObject({ sandbox: true });
  });

  test.each([
    "https://id.corp.internal:8443/",
    "https://sub.id.corp.internal/",
    "https://id.corp.internal.evil.example/",
    "https://10.1.2.4:8443/",
    "https://10.1.2.3/",
    "http://10.1.2.3/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[fe80::1]/",
    "https://user@id.corp.internal/",
  ])("not %s", (url) =>
    expect(() => aim(url, trusting)).toThrow(expect.objectContaining({ code: "egress_refused" })),
  );

  test("a name over http goes to what connects to this machine only", () => {
    expect(aim("http://id.corp.internal/token", trusting)).toMatchObject({ sandbox: true });
  });
});
