import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";

const G = "https://www.googleapis.com/auth/gmail.";
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

describe("the scopes that picked tools need together", () => {
  const needed = async (tools: string) => {
    const { scopes } = await gateway.owner.api("GET", `/catalog/google/scopes?tools=${tools}`);
    return scopes.map((each: { scope: string }) => each.scope.replace(G, ""));
  };

  test("are the narrowest set, not the sum of what each tool alone would ask for", async () => {
    expect(await needed("gmail_list_labels")).toEqual(["labels"]);
    expect(await needed("gmail_search_threads,gmail_get_thread,gmail_list_labels")).toEqual(["readonly"]);
    expect(await needed("gmail_send_message,gmail_list_labels")).toEqual(["labels", "send"]);
  });

  test("are what the connection then asks for, besides the identity scopes", async () => {
    const tools = ["gmail_list_labels", "gmail_search_threads"];
    const asked = await gateway.owner.api("POST", "/connectors", { provider: "google", tools });
    const [shown, catalog] = await Promise.all([
      gateway.owner.api("GET", `/catalog/google/scopes?tools=${tools}`),
      gateway.owner.api("GET", "/catalog"),
    ]);
    expect(asked.scopes).toEqual([...catalog.providers[0].identity_scopes, ...shown.scopes]);
  });

  test("are told to a member, and refused for tools and providers that do not exist", async () => {
    const { owner } = gateway;
    const member = await gateway.member("mia@acme.test");
    expect((await member.tryApi("GET", "/catalog/google/scopes?tools=gmail_get_thread")).status).toBe(200);
    const strange = await owner.tryApi("GET", "/catalog/google/scopes?tools=gmail_get_thread,gmail_fly");
    expect(strange).toMatchObject({ status: 400, body: { fields: [{ message: "unknown tool gmail_fly" }] } });
    expect((await owner.tryApi("GET", "/catalog/google/scopes")).status).toBe(400);
    expect((await owner.tryApi("GET", "/catalog/nowhere/scopes?tools=a")).status).toBe(404);
  });
});

describe("one audit event by its number", () => {
  test("is the row as the list has it", async () => {
    const [newest] = await auditRows(gateway);
    const { event } = await gateway.owner.api("GET", `/audit/${newest?.seq}`);
    expect(event).toEqual(newest);
  });

  test("is not found when there is none, or the number is no number", async () => {
    for (const seq of ["999999", "0", "-1", "1e3", "9".repeat(30), "x"])
      expect(await gateway.owner.tryApi("GET", `/audit/${seq}`)).toMatchObject({
        status: 404,
        body: { code: "not_found" },
      });
  });

  test("is refused to who may not read the log", async () => {
    const member = await gateway.member("moe@acme.test");
    expect((await member.tryApi("GET", "/audit/1")).status).toBe(403);
  });
});
