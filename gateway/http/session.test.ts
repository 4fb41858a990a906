import type { AddressInfo } from "node:net";
import express from "express";
import { expect, test } from "vitest";
import { securityHeaders } from "./security-headers.ts";
import { clearSession, cookieName, setSession } from "./session.ts";

/** What a browser is told at this address. */
async function headersAt(publicUrl: string): Promise<Headers> {
  const app = express();
  app.use(securityHeaders(publicUrl.startsWith("https:")));
  app.get("/set", (_req, res) => {
    setSession(res, publicUrl, "k1.sealed", new Date(Date.UTC(2026, 10, 2)));
    res.end();
  });
  app.get("/clear", (_req, res) => {
    clearSession(res, publicUrl);
    res.end();
  });
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const headers = new Headers((await fetch(`${base}/set`)).headers);
  const cleared = (await fetch(`${base}/clear`)).headers.get("set-cookie") ?? "";
  server.close();
  headers.append("set-cookie", cleared);
  return headers;
}

test("over https the cookie is tied to the host and never travels in the clear", async () => {
  const headers = await headersAt("https://keys.acme.test");
  const [set, cleared] = headers.getSetCookie();
  expect(set).toMatch(
    /^__Host-valetkey=k1\.sealed; Path=\/; Expires=Mon, 02 Nov 2026 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(set).not.toMatch(/Domain/i);
  // Browsers clear a __Host- cookie only when its attributes are the same.
  expect(cleared).toMatch(
    /^__Host-valetkey=; Path=\/; Expires=Thu, 01 Jan 1970.*HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
});

test("on http://localhost it is a plain one, as browsers refuse the other there", async () => {
  const headers = await headersAt("http://localhost:8787");
  expect(headers.getSetCookie()[0]).toMatch(
    /^valetkey=k1\.sealed; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
  );
  expect(headers.get("strict-transport-security")).toBeNull();
  expect(cookieName("http://localhost:8787")).toBe("valetkey");
});
