import type { Plan } from "./plan.ts";
import { camel } from "./templates.ts";

/** A provider's definition; undefined where there is nothing to write. */
export function providerFile({ provider, definition, baseUrl }: Plan): string | undefined {
  if (!definition) return undefined;
  const { title, source, baseUrl: _, scopes: __, scopeTitles, identity, ...facts } = definition;
  const scopes = Object.entries(scopeTitles).map(([scope, text]) => [
    scope,
    { title: text, sensitivity: "sensitive" },
  ]);
  const whole = {
    id: provider,
    title,
    description: `What an account of ${title} holds.`,
    ...facts,
    identity,
    scopeAliases: {},
    scopes: Object.fromEntries(scopes),
    probe: {
      method: identity.method,
      url: identity.endpoint,
      label: new URL(identity.endpoint).pathname.split("/").filter(Boolean).slice(-2).join("/"),
      ...(identity.body && { body: identity.body }),
    },
    apiHosts: [new URL(baseUrl).host],
  };
  return `import { defineProvider } from "../kit/index.ts";

/** ${source} */
export const ${camel(provider)} = defineProvider(${JSON.stringify(whole, null, 2)});
`;
}
