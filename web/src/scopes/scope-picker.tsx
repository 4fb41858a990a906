import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { CheckCircle, Search } from "../ui/icons.tsx";
import { scopeWords as words } from "../words/scopes.ts";
import { Advanced } from "./advanced.tsx";
import { ByScope } from "./by-scope.tsx";
import { type CatalogProvider, draftTools, everyTool, found, type PlainScope, readTools } from "./pick.ts";
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
  /** Tools that were called lately, where something was. */
  used?: readonly string[] | undefined;
};

/** Access is picked by tool; the scopes that follow are shown, and can be looked at from their side. */
export function ScopePicker({ provider, picked, onChange, held, access, used }: Props) {
  const [search, setSearch] = useState("");
  const [chosen, setView] = useState<"tools" | "scopes">("tools");
  // Another kind of access names its permissions otherwise; the catalog has the names of the provider's own.
  const own = access === undefined || access === provider.kinds[0]?.id;
  const view = own ? chosen : "tools";
  const shown = provider.servers
    .map((server) => ({ ...server, tools: server.tools.filter((tool) => found(tool, search)) }))
    .filter((server) => server.tools.length > 0);
  return (
    <div className={css.picker}>
      <div className={css.bar}>
        <Presets provider={provider} picked={picked} onChange={onChange} used={used} />
        {own && (
          <fieldset className={css.presets}>
            <legend className="vk-hidden">{words.view}</legend>
            {(["tools", "scopes"] as const).map((name) => (
              <Button
                key={name}
                size="sm"
                variant={view === name ? "light" : "default"}
                aria-pressed={view === name}
                onClick={() => setView(name)}
              >
                {name === "tools" ? words.byTool : words.byScope}
              </Button>
            ))}
          </fieldset>
        )}
        {view === "tools" && (
          <TextInput
            type="search"
            aria-label={words.search}
            placeholder={words.search}
            leftSection={<Search />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        )}
      </div>
      <div className={css.tree}>
        {view === "scopes" && <ByScope provider={provider} picked={picked} onChange={onChange} />}
        {view === "tools" &&
          shown.map((server) => (
            <ServerGroup key={server.id} server={server} picked={picked} onChange={onChange} />
          ))}
        {view === "tools" && shown.length === 0 && (
          <p>
            {words.noTool}{" "}
            <Button size="compact-sm" variant="default" onClick={() => setSearch("")}>
              {words.clear}
            </Button>
          </p>
        )}
      </div>
      <Summary provider={provider} picked={picked} held={held} access={access} />
      {own && <Advanced provider={provider} onPick={(names) => onChange(new Set(names))} />}
    </div>
  );
}

function Presets({ provider, picked, onChange, used }: Omit<Props, "held" | "access">) {
  const presets: [string, readonly string[]][] = [
    [words.readOnly, readTools(provider)],
    [words.readAndDraft, draftTools(provider)],
    [words.everything, everyTool(provider)],
    ...(used && used.length > 0 ? [[words.suggested, used] as [string, readonly string[]]] : []),
  ];
  // Where nothing is written, or nothing is final, two of them are the same.
  const distinct = presets.filter(
    ([, names], at) => names.length > 0 && !presets.slice(0, at).some(([, before]) => same(before, names)),
  );
  return (
    <fieldset className={css.presets}>
      <legend className="vk-hidden">{words.presets}</legend>
      {distinct.map(([label, names]) => {
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

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name) => b.includes(name));
