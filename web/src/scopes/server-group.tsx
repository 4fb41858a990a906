import { Checkbox } from "@mantine/core";
import { Effect } from "./effect.tsx";
import { type CatalogServer, type CatalogTool, toggled } from "./pick.ts";
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
        label={`${server.title} (${count} of ${names.length})`}
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
