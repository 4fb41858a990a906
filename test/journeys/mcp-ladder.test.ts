import { UrlElicitationRequiredError } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { LEGACY, legacyClient, messagesOf, modernClient, modernRequest, post } from "../support/eras.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows } from "../support/look.ts";
import type { Person } from "../support/person.ts";

const READ = ["gmail_list_labels"];
const LETTER = { to: ["ben@acme.test"], subject: "Hello", body: "Hello." };
let gateway: TestGateway;
let ada: Person;
let token: string;

beforeAll(async () => {
  gateway = await startGateway();
  ada = await gateway.member("ada@acme.test");
  token = (await gateway.owner.newToken({ user: ada.session.user.id })).value;
});
afterEach(async () => {
  const { integrations } = await ada.api("GET", "/integrations");
  for (const { id } of integrations[0].personal) await ada.api("DELETE", `/integrations/google/${id}`);
});
afterAll(() => gateway?.close());

const connect = (tools = READ, connector?: string) =>
  ada.connect({ email: "ada@acme.test", tools, ...(connector !== undefined && { connector }) });
const at = () => ({ url: gateway.url, token });
const call = { name: "gmail_list_labels", arguments: {} };

/** Where a link leads this person; the code of the refusal for others. */
async function opened(person: Person, url: string): Promise<string> {
  const text = url.slice(`${gateway.url}/connect/`.length);
  const { status, body } = await person.tryApi("GET", `/connect_links/${text}`);
  return status === 200 ? body.to : body.code;
}

const errorOf = (result: object) =>
  (result as { _meta?: { "valetkey/error"?: Record<string, string> } })._meta?.["valetkey/error"];

describe("a client of 2026-07-28 that opens links", () => {
  test("asks its person to connect, and the same call goes on when that is done", async () => {
    const links: string[] = [];
    const client = await modernClient({
      ...at(),
      async onLink(url) {
        links.push(url);
        expect(await opened(ada, url)).toBe("/integrations?connect=google");
        await connect();
        return "accept";
      },
    });
    const result = await client.callTool(call);
    expect(result.isError).toBeFalsy();
    expect(result.structuredContent).toHaveProperty("items");
    expect(links).toHaveLength(1);
    await client.close();
  });

  test("asks at the one endpoint as well, also for a tool that call_tool calls", async () => {
    const asked: string[] = [];
    const client = await modernClient({
      ...at(),
      path: "/mcp?mode=search",
      async onLink(url) {
        asked.push(await opened(ada, url));
        await connect();
        return "accept";
      },
    });
    const result = await client.callTool({ name: "call_tool", arguments: call });
    expect(result.isError).toBeFalsy();
    expect(result.structuredContent).toHaveProperty("items");
    expect(asked).toEqual(["/integrations?connect=google"]);
    await client.close();
  });

  test("waits for a person who takes a while", async () => {
    const client = await modernClient({
      ...at(),
      async onLink() {
        setTimeout(() => void connect(), 700);
        return "accept"; // means: the link was opened
      },
    });
    expect((await client.callTool(call)).isError).toBeFalsy();
    await client.close();
  });

  test("gives the reason and the link when its person declines", async () => {
    const client = await modernClient({ ...at(), onLink: async () => "decline" });
    const result = await client.callTool(call);
    expect(result.isError).toBe(true);
    expect(errorOf(result)).toMatchObject({ error: "connection_required" });
    expect(await opened(ada, errorOf(result)?.connect_url ?? "")).toBe("/integrations?connect=google");
    await client.close();
  });

  test("asks for just the permission that is missing", async () => {
    const { id } = (await connect()).body.connector;
    const seen: string[] = [];
    const client = await modernClient({
      ...at(),
      async onLink(url) {
        seen.push(await opened(ada, url));
        await connect([...READ, "gmail_send_message"], id);
        return "accept";
      },
    });
    const sent = await client.callTool({ name: "gmail_send_message", arguments: LETTER });
    expect(sent.isError).toBeFalsy();
    expect(seen).toEqual([`/integrations?connect=google&connector=${id}&tools=gmail_send_message`]);
    await client.close();
  });

  test("asks to reconnect what the provider no longer accepts", async () => {
    const { id } = (await connect()).body.connector;
    gateway.google.revokeAccount("ada@acme.test");
    const seen: string[] = [];
    const client = await modernClient({
      ...at(),
      async onLink(url) {
        seen.push(await opened(ada, url));
        await connect(READ, id);
        return "accept";
      },
    });
    expect((await client.callTool(call)).isError).toBeFalsy();
    expect(seen).toEqual([`/integrations?connect=google&connector=${id}`]);
    await client.close();
  });
});

describe("the state that goes with the request", () => {
  const CAN = { elicitation: { url: {} } };
  const ask = async (params: Record<string, unknown>, as = token) => {
    const { headers, body } = modernRequest("tools/call", params, CAN);
    const [message] = await messagesOf(await post({ ...at(), token: as }, body, headers));
    return message;
  };
  const accepted = { connect: { action: "accept" } };

  test("is refused when it was changed, or comes with another request or from somebody else", async () => {
    const { result } = await ask(call);
    expect(result.resultType).toBe("input_required");
    const { requestState, inputRequests } = result;
    expect(inputRequests.connect.params).toMatchObject({ mode: "url" });
    const stranger = (await gateway.owner.newToken()).value;
    const wrong = [
      ask({ ...call, requestState: `${requestState}x`, inputResponses: accepted }),
      ask({ ...call, requestState: "1.zzzzzz.forged", inputResponses: accepted }),
      ask({ ...call, requestState: 7, inputResponses: accepted }),
      ask({ ...call, arguments: { connector: "x" }, requestState, inputResponses: accepted }),
      ask({ name: "gmail_search_threads", arguments: {}, requestState, inputResponses: accepted }),
      ask({ ...call, requestState, inputResponses: accepted }, stranger),
    ];
    for (const { error } of await Promise.all(wrong)) expect(error).toMatchObject({ code: -32602 });
  });

  test("gives nobody anything: the call is judged anew", async () => {
    const { result } = await ask(call);
    const again = await ask({
      ...call,
      requestState: result.requestState,
      inputResponses: { connect: { action: "cancel" } },
    });
    expect(errorOf(again.result)).toMatchObject({ error: "connection_required" });
    // Not answered: asked again.
    const unanswered = await ask({ ...call, requestState: result.requestState });
    expect(unanswered.result.resultType).toBe("input_required");
  });
});

describe("other clients", () => {
  test("of 2025-11-25 that open links are told by error -32042, on whatever connection the call comes", async () => {
    const { client, close } = await legacyClient({ ...at(), onLink: async () => "accept" });
    const error = await client.callTool(call).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof UrlElicitationRequiredError)) throw error;
    const [asked] = error.elicitations;
    expect(asked).toMatchObject({ mode: "url", elicitationId: expect.any(String) });
    expect(await opened(ada, asked?.url ?? "")).toBe("/integrations?connect=google");
    await connect();
    expect((await client.callTool(call)).isError).toBeFalsy();
    await close();
  });

  test("get a result with the link, also where they bring no session", async () => {
    const { client, close } = await legacyClient(at());
    const results = [await client.callTool(call)];
    await close();
    const modern = await modernClient(at());
    results.push((await modern.callTool(call)) as (typeof results)[number]);
    await modern.close();
    const message = { jsonrpc: "2.0", id: 1, method: "tools/call", params: call };
    results.push((await messagesOf(await post(at(), message, LEGACY)))[0].result);
    for (const result of results) {
      expect(result.isError).toBe(true);
      const { error, connect_url = "" } = errorOf(result) ?? {};
      expect(error).toBe("connection_required");
      expect(JSON.stringify(result.content)).toContain(connect_url);
      expect(await opened(ada, connect_url)).toBe("/integrations?connect=google");
    }
  });
});

describe("a link", () => {
  const linkOf = async () => {
    const client = await modernClient(at());
    const url = errorOf(await client.callTool(call))?.connect_url ?? "";
    await client.close();
    return url;
  };

  test("opens for the person alone whose call it comes from, and tells others nothing", async () => {
    const url = await linkOf();
    expect(url.startsWith(`${gateway.url}/connect/`)).toBe(true);
    for (const told of ["ada", "acme.test", ada.session.user.id, ada.session.workspace.id])
      expect(url).not.toContain(told);
    expect(await opened(gateway.owner, url)).toBe("connect_link_other");
    expect(await opened(await gateway.member("mallory@acme.test"), url)).toBe("connect_link_other");
    expect(await opened(ada, `${url.slice(0, -3)}AAA`)).toBe("connect_link_invalid");
  });

  test("signs nobody in", async () => {
    const text = (await linkOf()).slice(`${gateway.url}/connect/`.length);
    const path = `/api/workspaces/${ada.session.workspace.id}/connect_links/${text}`;
    const response = await fetch(gateway.url + path);
    expect(response.status).toBe(401);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test("of an agent leads to the admins' page, which asks for their role", async () => {
    const agent = (await gateway.owner.newToken({ agent: await gateway.owner.newAgent("Robot") })).value;
    const asked: string[] = [];
    const client = await modernClient({
      url: gateway.url,
      token: agent,
      async onLink(url) {
        asked.push(url);
        return "decline";
      },
    });
    expect((await client.callTool(call)).isError).toBe(true);
    expect(asked).toEqual([`${gateway.url}/settings/connectors?authorize=google`]);
    expect((await ada.tryApi("GET", "/connectors")).status).toBe(403);
    await client.close();
  });
});

test("what was refused is on the record, and no link is", async () => {
  const rows = (await auditRows(gateway, { type: "tool.refused" })).filter(
    ({ data }) => data.code === "connection_required",
  );
  expect(rows.length).toBeGreaterThan(5);
  expect(JSON.stringify(rows)).not.toContain("/connect/");
});
