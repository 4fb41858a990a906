import { Checkbox } from "@mantine/core";
import { scopeWords as words } from "../words/scopes.ts";
import { Level } from "./level.tsx";
import { type CatalogProvider, toggled, toolsByScope } from "./pick.ts";
import css from "./scopes.module.css";

type Props = {
  provider: CatalogProvider;
  picked: ReadonlySet<string>;
  onChange: (picked: ReadonlySet<string>) => void;
};

/** Scope over tools: what each permission is for. Unticking one takes away the tools that need it. */
export function ByScope({ provider, picked, onChange }: Props) {
  return (
    <>
      <p className={css.identity}>{words.byScopeNote}</p>
      <ul className={css.reverse}>
        {toolsByScope(provider).map(({ scope, tools }) => {
          const names = tools.map(({ name }) => name);
          const count = names.filter((name) => picked.has(name)).length;
          return (
            <li key={scope.scope}>
              <Checkbox
                label={scope.title}
                description={words.scopeTools(tools.map(({ title }) => title))}
                checked={count === names.length}
                indeterminate={count > 0 && count < names.length}
                onChange={(event) => onChange(toggled(picked, names, event.currentTarget.checked))}
              />
              <Level sensitivity={scope.sensitivity} />
            </li>
          );
        })}
      </ul>
    </>
  );
}
