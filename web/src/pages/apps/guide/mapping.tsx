import type { CatalogProvider } from "../../../scopes/pick.ts";
import { Cell, Table } from "../../../ui/table.tsx";
import { appWords as words } from "../../../words/apps.ts";

/** Tool by tool, the scopes that the provider app has to be allowed to ask for. From the catalog, so never out of date. */
export function Mapping({ provider }: { provider: CatalogProvider }) {
  const tools = provider.servers.flatMap((server) => server.tools);
  return (
    <Table label={words.sections.mapping} columns={[words.tool, words.needs]} narrow="cards">
      {tools.map((tool) => (
        <tr key={tool.name}>
          <Cell long>
            {tool.title} <code>{tool.name}</code>
          </Cell>
          <Cell of={words.needs} long>
            {tool.scopes.length === 0
              ? words.nothing
              : tool.scopes.map((scope) => <Raw key={scope} scope={scope} />)}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

function Raw({ scope }: { scope: string }) {
  return (
    <>
      <code>{scope}</code>{" "}
    </>
  );
}
