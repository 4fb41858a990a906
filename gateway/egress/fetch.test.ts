import { expect, test } from "vitest";
import { egressFetch } from "./fetch.ts";
import type { Egress, EgressRequest } from "./types.ts";

const policy = { hosts: new Set(["provider.example"]) };
function fake(status = 200, body = "{}") {
  const seen: EgressRequest[] = [];
  const egress: Egress = {
    send: async (request) => {
      seen.push(request);
      return { status, headers: { "content-type": "application/json" }, body: Buffer.from(body) };
    },
    close: async () => {},
  };
  return { egress, seen };
}

test("a form post goes out as text and its answer reads as a Response", async () => {
  const { egress, seen } = fake(200, `{"a":1}`);
  const init = {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ code: "a b" }),
  };
  const response = await egressFetch(egress, policy, { timeoutMs: 9 })(
    "https://provider.example/token",
    init,
  );
  expect(await response.json()).toEqual({ a: 1 });
  expect(seen[0]).toMatchObject({ method: "POST", body: "code=a+b", timeoutMs: 9 });
});

test("a status without a body makes a Response without a body", async () => {
  expect((await egressFetch(fake(204, "").egress, policy)("https://provider.example/")).body).toBeNull();
});

test("a stream is refused", async () => {
  const call = egressFetch(fake().egress, policy)("https://provider.example/", {
    body: new ReadableStream(),
  });
  await expect(call).rejects.toThrow(TypeError);
});
