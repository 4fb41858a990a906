import { expect, test } from "vitest";
import type { Connection } from "../catalog/index.ts";
import type { Principal } from "../context.ts";
import { fixFor } from "./connect-link.ts";

const person = { userId: "usr_1" } as Principal;
const agent = { userId: undefined, agentId: "agt_1" } as Principal;
const connection = (kind: "shared" | "personal") => ({ id: "con_1", kind }) as Connection;
const fix = (who: Principal, of?: Connection) => fixFor("https://vk.example", who, "google", of);

test("a person without a connection is sent to their own integrations", () => {
  expect(fix(person)).toEqual({ url: "https://vk.example/integrations?connect=google", who: "You" });
});

test("an agent, which acts through shared connectors only, sends for an admin", () => {
  expect(fix(agent)).toEqual({
    url: "https://vk.example/settings/connectors?authorize=google",
    who: "An admin",
  });
});

test("a dead connection is put right where it is: by an admin when shared, by its owner when personal", () => {
  expect(fix(agent, connection("shared")).url).toBe("https://vk.example/settings/connectors/con_1");
  expect(fix(person, connection("shared")).who).toBe("An admin");
  expect(fix(person, connection("personal"))).toEqual({
    url: "https://vk.example/integrations?connect=google&connector=con_1",
    who: "Its owner",
  });
});

test("where a permission is missing the page opens with just that tool picked", () => {
  const missing = (who: Principal, of: Connection) =>
    fixFor("https://vk.example", who, "google", of, "gmail_send_message").url;
  expect(missing(person, connection("personal"))).toBe(
    "https://vk.example/integrations?connect=google&connector=con_1&tools=gmail_send_message",
  );
  expect(missing(agent, connection("shared"))).toBe(
    "https://vk.example/settings/connectors?change=con_1&tools=gmail_send_message",
  );
});

test("an agent that acts for a person sends for that person, and for an admin where the connector is shared", () => {
  const delegated = { userId: "usr_1", agentId: "agt_1" } as Principal;
  expect(fix(delegated)).toEqual({
    url: "https://vk.example/integrations?connect=google",
    who: "The person you act for",
  });
  expect(fix(delegated, connection("personal")).who).toBe("The person you act for");
  expect(fix(delegated, connection("shared")).who).toBe("An admin");
});
