import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Manifest } from "../../../api/agents.ts";
import { catalogQuery, connectorsQuery } from "../../../api/queries.ts";
import { Effect } from "../../../scopes/effect.tsx";
import { type CatalogServer, found } from "../../../scopes/pick.ts";
import { useWorkspace } from "../../../shell/session-context.ts";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { Search } from "../../../ui/icons.tsx";
import { Bones } from "../../../ui/loading.tsx";
import css from "../agents.module.css";
import { connectorOf, namesOf, withConnector, withTools } from "./draft.ts";

type Props = { manifest: Manifest; onChange: (manifest: Manifest) => void };

/** Tools by server, each server with the connector that its tools act through. */
export function Picker(props: Props) {
  const w = useWorkspace().id;
  const catalog = useQuery(catalogQuery(w));
  const connectors = useQuery(connectorsQuery(w));
  const [search, setSearch] = useState("");
  const error = catalog.error ?? connectors.error;
  const retry = () => {
    void catalog.refetch();
    void connectors.refetch();
  };
  if (error && (!catalog.data || !connectors.data))
    return <ErrorPanel title="Failed to load tools and connectors" error={error} onRetry={retry} />;
  if (!catalog.data || !connectors.data) return <Bones count={5} height={48} />;
  const shared = connectors.data.connectors.filter(({ kind }) => kind === "shared");
  const groups = catalog.data.providers.flatMap((provider) =>
    provider.servers.map((server) => ({
      server,
      shown: server.tools.filter((tool) => found(tool, search)),
      connectors: shared.filter((each) => each.provider === provider.id),
    })),
  );
  return (
    <div className={css.picker}>
      <TextInput
        type="search"
        aria-label="Search tools"
        placeholder="Search tools"
        leftSection={<Search />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {groups
        .filter(({ shown }) => shown.length > 0)
        .map((group) => (
          <Group key={group.server.id} {...group} searching={search !== ""} {...props} />
        ))}
      {groups.every(({ shown }) => shown.length === 0) && <p>No tool matches.</p>}
    </div>
  );
}

type GroupProps = Props & {
  server: CatalogServer;
  shown: CatalogServer["tools"];
  connectors: readonly { slug: string; name: string; account: string }[];
  searching: boolean;
};

function Group({ server, shown, connectors, searching, manifest, onChange }: GroupProps) {
  const picked = namesOf(manifest);
  const all = server.tools.map(({ name }) => name);
  const count = all.filter((name) => picked.has(name)).length;
  const through = connectorOf(manifest, all);
  const slug = through === "mixed" ? undefined : through.slug;
  const names = shown.map(({ name }) => name);
  const chosen = names.filter((name) => picked.has(name)).length;
  const tick = (ticked: readonly string[], on: boolean) => onChange(withTools(manifest, ticked, on, slug));
  return (
    <details className={css.group} open={searching || undefined}>
      <summary>
        <strong>{server.title}</strong>{" "}
        <span className={css.dim}>
          {count} of {all.length} tools
        </span>
      </summary>
      <fieldset>
        <legend className="vk-hidden">{server.title}</legend>
        <div className={css.groupBar}>
          <Checkbox
            label={searching ? "All that are shown" : `All of ${server.title}`}
            checked={chosen === names.length}
            indeterminate={chosen > 0 && chosen < names.length}
            onChange={(event) => tick(names, event.currentTarget.checked)}
          />
          <NativeSelect
            label="Connector"
            aria-label={`Connector for ${server.title}`}
            value={through === "mixed" ? "?" : (slug ?? "")}
            disabled={count === 0}
            onChange={({ currentTarget: { value } }) =>
              value !== "?" && onChange(withConnector(manifest, all, value || undefined))
            }
          >
            <option value="">Any that serves the tool</option>
            {through === "mixed" && <option value="?">Not the same for all: see JSON</option>}
            {slug !== undefined && !connectors.some((each) => each.slug === slug) && (
              <option value={slug}>{slug} (not there)</option>
            )}
            {connectors.map((each) => (
              <option key={each.slug} value={each.slug}>
                {each.slug} · {each.account}
              </option>
            ))}
          </NativeSelect>
        </div>
        <ul>
          {shown.map((tool) => (
            <li key={tool.name} className={css.tool}>
              <Checkbox
                label={tool.title}
                description={tool.description}
                checked={picked.has(tool.name)}
                onChange={(event) => tick([tool.name], event.currentTarget.checked)}
              />
              <Effect effect={tool.effect} />
            </li>
          ))}
        </ul>
      </fieldset>
    </details>
  );
}
