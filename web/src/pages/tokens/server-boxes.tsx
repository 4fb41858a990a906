import { Checkbox } from "@mantine/core";
import { type CatalogServer, toggled } from "../../scopes/pick.ts";
import { serverBoxes as words } from "../../words/tokens.ts";
import css from "./tokens.module.css";

type Props = {
  servers: readonly CatalogServer[];
  picked: ReadonlySet<string>;
  onChange: (picked: ReadonlySet<string>) => void;
};

export function ServerBoxes({ servers, picked, onChange }: Props) {
  return (
    <fieldset className={css.boxes}>
      <legend>{words.mcpServers}</legend>
      <p>{picked.size === 0 ? words.noneTicked : words.onlyTickedServers}</p>
      {servers.map((server) => (
        <Checkbox
          key={server.id}
          label={server.title}
          checked={picked.has(server.id)}
          onChange={(event) => onChange(toggled(picked, [server.id], event.currentTarget.checked))}
        />
      ))}
    </fieldset>
  );
}
