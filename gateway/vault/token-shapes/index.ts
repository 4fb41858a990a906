import { codeHosts } from "./code-hosts.ts";
import { moneyAndPeople } from "./money-and-people.ts";
import { sales } from "./sales.ts";
import type { TokenShape } from "./shape.ts";
import { slack } from "./slack.ts";
import { suites } from "./suites.ts";
import { teams } from "./teams.ts";

export { type BadAnswer, type GoodAnswer, ID_TOKEN, NOW, type TokenShape } from "./shape.ts";

/**
 * What real token endpoints answer, one entry a provider. For tests. Names of fields and codes are the vendors', values
 * are made up. Not every vendor documents how its token endpoint refuses: "in the shape of X's API" is then how the
 * rest of its API does.
 */
export const tokenShapes: readonly TokenShape[] = [
  ...suites,
  slack,
  ...codeHosts,
  ...sales,
  ...teams,
  ...moneyAndPeople,
];
