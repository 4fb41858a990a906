import { expect, test } from "vitest";
import type { RegisteredServer } from "../catalog/index.ts";
import { chooseConnection, type Wanted } from "./choose-connection.ts";

test("a name that is none is said back, and no more of it than anybody reads", () => {
  const server = { provider: { title: "Google" } } as RegisteredServer;
  const refusalOf = (named: string) => {
    const choice = chooseConnection([], { named, server } as Wanted);
    return "refusal" in choice ? choice.refusal : undefined;
  };
  expect(refusalOf("gogle")).toMatchObject({
    code: "bad_argument",
    message: 'There is no connector "gogle" for Google.',
  });
  expect(refusalOf("*".repeat(10_000))?.message.length).toBeLessThan(150);
});
