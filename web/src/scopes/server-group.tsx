import { Checkbox } from "@mantine/core";
import { serverGroup as words } from "../words/scopes.ts";
import { Effect } from "./effect.tsx";
import { type CatalogServer, type CatalogTool, extrasFor, toggled } from "./pick.ts";
import css from "./scopes.module.css";

type Change = { picked: ReadonlySet<string>; onChange: (picked: ReadonlySet<string>) => void };

/** A server over its tools; the parent's box covers the tools that are shown. */
export function ServerGroup({ server, picked, onChange }: Change & { server: CatalogServer }) {
  const names = server.tools.map((tool) => tool.name);
  const count = names.filter((name) => picked.has(name)).length;
  return (
    <fieldset className={css.group}>
      <legend className="vk-hidden">{server.title}</legend>
      <Checkbox
        classNames={{ label: css.parent ?? "" }}
        label={words.of(server.title, count, names.length)}
        checked={count === names.length}
        indeterminate={count > 0 && count < names.length}
        onChange={(event) => onChange(toggled(picked, names, event.currentTarget.checked))}
      />
      <ul className={css.tools}>
        {server.tools.map((tool) => (
          <li key={tool.name}>
            <ToolRow tool={tool} picked={picked} onChange={onChange} />
          </li>
        ))}
      </ul>
      <Extras server={server} picked={picked} onChange={onChange} />
    </fieldset>
  );
}

/** What more scopes would add to the tools that are picked. */
function Extras({ server, picked, onChange }: Change & { server: CatalogServer }) {
  const extras = extrasFor(server, picked);
  if (extras.length === 0) return null;
  return (
    <fieldset className={css.extras}>
      <legend>{words.moreAccessForTheseTools}</legend>
      {extras.map(({ name, title }) => (
        <Checkbox
          key={name}
          label={title}
          checked={picked.has(name)}
          onChange={(event) => onChange(toggled(picked, [name], event.currentTarget.checked))}
        />
      ))}
    </fieldset>
  );
}

function ToolRow({ tool, picked, onChange }: Change & { tool: CatalogTool }) {
  return (
    <div className={css.tool}>
      <Checkbox
        label={tool.title}
        description={tool.description}
        checked={picked.has(tool.name)}
        onChange={(event) => onChange(toggled(picked, [tool.name], event.currentTarget.checked))}
      />
      <Effect effect={tool.effect} />
    </div>
  );
}
