import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { CheckCircle, Search } from "../ui/icons.tsx";
import { allTools, type CatalogProvider, found, type PlainScope, readTools } from "./pick.ts";
import css from "./scopes.module.css";
import { ServerGroup } from "./server-group.tsx";
import { Summary } from "./summary.tsx";

type Props = {
  provider: CatalogProvider;
  picked: ReadonlySet<string>;
  onChange: (picked: ReadonlySet<string>) => void;
  /** Scopes of the grant that is being changed. */
  held?: readonly PlainScope[] | undefined;
  /** Kind of access; the provider's usual one when left out. */
  access?: string | undefined;
};

/** Access is picked by tool, never by scope; the scopes that follow are shown. */
export function ScopePicker({ provider, picked, onChange, held, access }: Props) {
  const [search, setSearch] = useState("");
  const shown = provider.servers
    .map((server) => ({ ...server, tools: server.tools.filter((tool) => found(tool, search)) }))
    .filter((server) => server.tools.length > 0);
  return (
    <div className={css.picker}>
      <div className={css.bar}>
        <Presets provider={provider} picked={picked} onChange={onChange} />
        <TextInput
          type="search"
          aria-label="Search tools"
          placeholder="Search tools"
          leftSection={<Search />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </div>
      <div className={css.tree}>
        {shown.map((server) => (
          <ServerGroup key={server.id} server={server} picked={picked} onChange={onChange} />
        ))}
        {shown.length === 0 && (
          <p>
            No tool matches.{" "}
            <Button size="compact-sm" variant="default" onClick={() => setSearch("")}>
              Clear search
            </Button>
          </p>
        )}
      </div>
      <Summary provider={provider} picked={picked} held={held} access={access} />
    </div>
  );
}

function Presets({ provider, picked, onChange }: Omit<Props, "held" | "access">) {
  const presets: [string, string[]][] = [
    ["Read only", readTools(provider)],
    ["Everything", allTools(provider).map((tool) => tool.name)],
  ];
  return (
    <fieldset className={css.presets}>
      <legend className="vk-hidden">Presets</legend>
      {presets.map(([label, names]) => {
        const pressed = names.length === picked.size && names.every((name) => picked.has(name));
        return (
          <Button
            key={label}
            size="sm"
            variant={pressed ? "light" : "default"}
            leftSection={pressed && <CheckCircle />}
            aria-pressed={pressed}
            onClick={() => onChange(new Set(names))}
          >
            {label}
          </Button>
        );
      })}
    </fieldset>
  );
}
