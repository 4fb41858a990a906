import { Radio } from "@mantine/core";
import type { OAuthInteraction } from "../../api/contract.ts";
import { access as words } from "../../words/authorize.ts";
import css from "./authorize.module.css";
import { asksToWrite, type Choice, type Workspace } from "./choice.ts";
import { ServerAccess } from "./server-access.tsx";

type Props = {
  interaction: OAuthInteraction;
  workspace: Workspace;
  choice: Choice;
  onChange: (choice: Choice) => void;
};

/** What it would reach, and how to allow less than that. */
export function Access({ interaction, workspace, choice, onChange }: Props) {
  const writes = asksToWrite(interaction);
  const several = interaction.servers.length > 1;
  const servers = interaction.servers.flatMap((id) => workspace.servers.find((each) => each.id === id) ?? []);
  const toggle = (id: string, on: boolean) => {
    const next = new Set(choice.servers);
    if (on) next.add(id);
    else next.delete(id);
    onChange({ ...choice, servers: next });
  };
  return (
    <>
      {writes ? (
        <Radio.Group
          label={words.whatItMayDo}
          value={choice.readOnly ? "read" : "write"}
          onChange={(value) => onChange({ ...choice, readOnly: value === "read" })}
        >
          <div className={css.radios}>
            <Radio value="write" label={words.readAndChange} description={words.alsoToolsThatWrite} />
            <Radio value="read" label={words.readOnly} description={words.toolsThatChangeSomething} />
          </div>
        </Radio.Group>
      ) : (
        <p>{words.itAsks(<strong>{words.onlyRead}</strong>)}</p>
      )}
      <section aria-labelledby="reaches" className={css.body}>
        <h2 id="reaches">{several ? words.whatItReaches : words.itReaches(servers[0]?.title)}</h2>
        {servers.map((server) => (
          <ServerAccess
            key={server.id}
            server={server}
            readOnly={choice.readOnly}
            ticked={several ? choice.servers.has(server.id) : undefined}
            onTick={(on) => toggle(server.id, on)}
          />
        ))}
      </section>
    </>
  );
}
