import { codeHosts } from "./code-hosts.ts";
import { moneyAndPeople } from "./money-and-people.ts";
import { sales } from "./sales.ts";
import type { TokenShape } from "./shape.ts";
import { slack } from "./slack.ts";
import { suites } from "./suites.ts";
import { teams } from "./teams.ts";

export { type BadAnswer, type GoodAnswer, ID_TOKEN, NOW, type TokenShape } from "./shape.ts";

/** What real token endpoints answer, one entry a provider, as their vendors document it. For tests. */
export const tokenShapes: readonly TokenShape[] = [
  ...suites,
  slack,
  ...codeHosts,
  ...sales,
  ...teams,
  ...moneyAndPeople,
];
