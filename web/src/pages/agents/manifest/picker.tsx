import { Checkbox, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Manifest } from "../../../api/agents.ts";
import { catalogQuery } from "../../../api/queries.ts";
import { type Found, useConnectors } from "../../../found/find-connectors.ts";
import { ManyChoice } from "../../../found/many-choice.tsx";
import { Effect } from "../../../scopes/effect.tsx";
import { type CatalogServer, found } from "../../../scopes/pick.ts";
import { useWorkspace } from "../../../shell/session-context.ts";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { Search } from "../../../ui/icons.tsx";
import { Bones } from "../../../ui/loading.tsx";
import { picker as words } from "../../../words/manifest.ts";
import css from "../agents.module.css";
import { connectorOf, namesOf, withConnector, withTools } from "./draft.ts";

type Props = { manifest: Manifest; onChange: (manifest: Manifest) => void };

/** Tools by server, each server with the connector that its tools act through. */
export function Picker(props: Props) {
  const w = useWorkspace().id;
  const catalog = useQuery(catalogQuery(w));
  const connectors = useConnectors({ kind: "shared" });
  const [search, setSearch] = useState("");
  const error = catalog.error ?? connectors.error;
  const retry = () => {
    void catalog.refetch();
    connectors.retry();
  };
  if (error && (!catalog.data || !connectors.ready))
    return <ErrorPanel title={words.failedToLoadToolsAndConnectors} error={error} onRetry={retry} />;
  if (!catalog.data || !connectors.ready) return <Bones count={5} height={48} />;
  const groups = catalog.data.providers.flatMap((provider) =>
    provider.servers.map((server) => ({
      server,
      provider: provider.id,
      shown: server.tools.filter((tool) => found(tool, search)),
    })),
  );
  return (
    <div className={css.picker}>
      <TextInput
        type="search"
        aria-label={words.searchTools}
        placeholder={words.searchTools}
        leftSection={<Search />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {groups
        .filter(({ shown }) => shown.length > 0)
        .map((group) => (
          <Group key={group.server.id} {...group} all={connectors} searching={search !== ""} {...props} />
        ))}
      {groups.every(({ shown }) => shown.length === 0) && <p>{words.noToolMatches}</p>}
    </div>
  );
}

type GroupProps = Props & {
  server: CatalogServer;
  provider: string;
  shown: CatalogServer["tools"];
  /** Shared ones of all providers: those of this one are asked for only where these are not all. */
  all: Found;
  searching: boolean;
};

function Group({ server, provider, shown, all: shared, searching, manifest, onChange }: GroupProps) {
  const found = useConnectors({ kind: "shared", provider, enabled: shared.more });
  const connectors = shared.more
    ? found
    : { ...shared, options: shared.options.filter((each) => each.provider === provider) };
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
        <strong>{server.title}</strong> <span className={css.dim}>{words.ofTools(count, all.length)}</span>
      </summary>
      <fieldset>
        <legend className="vk-hidden">{server.title}</legend>
        <div className={css.groupBar}>
          <Checkbox
            label={searching ? words.allThatAreShown : words.allOf(server.title)}
            checked={chosen === names.length}
            indeterminate={chosen > 0 && chosen < names.length}
            onChange={(event) => tick(names, event.currentTarget.checked)}
          />
          <ManyChoice
            label={words.connector}
            aria-label={words.connectorOf(server.title)}
            none={words.anyThatServesTool}
            value={through === "mixed" ? "?" : (slug ?? "")}
            found={connectors}
            by="slug"
            disabled={count === 0}
            onChange={(value) => value !== "?" && onChange(withConnector(manifest, all, value || undefined))}
          >
            {through === "mixed" && <option value="?">{words.notSameForAll}</option>}
          </ManyChoice>
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
