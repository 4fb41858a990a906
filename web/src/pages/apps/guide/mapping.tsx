import { useQueries } from "@tanstack/react-query";
import { neededScopesQuery } from "../../../api/queries.ts";
import { type CatalogProvider, draftTools, everyTool, readTools } from "../../../scopes/pick.ts";
import { ScopeList } from "../../../scopes/scope-list.tsx";
import { useWorkspace } from "../../../shell/session-context.ts";
import { Cell, Table } from "../../../ui/table.tsx";
import { appWords as words } from "../../../words/apps.ts";
import { scopeWords } from "../../../words/scopes.ts";
import css from "./guide.module.css";

/** What the provider app has to be allowed to ask for. From the catalog, so never out of date. */
export function Mapping({ provider, kind }: { provider: CatalogProvider; kind: string }) {
  return kind === provider.kinds[0]?.id ? (
    <ByTool provider={provider} />
  ) : (
    <ByPreset provider={provider} kind={kind} />
  );
}

function ByTool({ provider }: { provider: CatalogProvider }) {
  const tools = provider.servers.flatMap((server) => server.tools);
  return (
    <Table label={words.sections.mapping} columns={[words.tool, words.needs]} narrow="cards">
      {tools.map((tool) => (
        <tr key={tool.name}>
          <Cell long>
            {tool.title} <code>{tool.name}</code>
          </Cell>
          <Cell of={words.needs} long>
            {tool.scopes.length === 0 ? words.nothing : <code>{tool.scopes.join(" ")}</code>}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

/** Another kind of registration names its permissions in its own way; the gateway says which, for tools together. */
function ByPreset({ provider, kind }: { provider: CatalogProvider; kind: string }) {
  const workspace = useWorkspace().id;
  const presets = [
    { label: scopeWords.readOnly, tools: readTools(provider) },
    { label: scopeWords.readAndDraft, tools: draftTools(provider) },
    { label: scopeWords.everything, tools: everyTool(provider) },
  ];
  const read = useQueries({
    queries: presets.map(({ tools }) => neededScopesQuery(workspace, provider.id, new Set(tools), kind)),
  });
  return (
    <Table label={words.sections.mapping} columns={[words.tools, words.needs]} narrow="cards">
      {presets.map(({ label }, at) => (
        <tr key={label}>
          <Cell long>{label}</Cell>
          <Cell of={words.needs} long>
            <ScopeList scopes={read[at]?.data?.scopes ?? []} />
            <code className={css.raw}>{read[at]?.data?.scopes.map(({ scope }) => scope).join(" ")}</code>
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
