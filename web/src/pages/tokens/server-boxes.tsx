import { Checkbox } from "@mantine/core";
import { type CatalogServer, toggled } from "../../scopes/pick.ts";
import css from "./tokens.module.css";

type Props = {
  servers: readonly CatalogServer[];
  picked: ReadonlySet<string>;
  onChange: (picked: ReadonlySet<string>) => void;
};

export function ServerBoxes({ servers, picked, onChange }: Props) {
  return (
    <fieldset className={css.boxes}>
      <legend>MCP servers</legend>
      <p>{picked.size === 0 ? "None ticked: every server, also later ones." : "Only the ticked servers."}</p>
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
