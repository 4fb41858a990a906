import { plural } from "./plural.ts";

/** Where there are more connectors than a select can hold. */
export const found = {
  find: "Find a connector",
  findOf: (of: string) => `Find a connector: ${of}`,
  hint: "The first 200 by name are offered; part of a name or account finds the others.",
  offered: (number: number) =>
    plural(number, { zero: "No connector fits", one: "# connector fits", other: "# connectors fit" }),
  gone: (id: string) => `${id} (not there)`,
  failed: "Failed to load connectors",
};
