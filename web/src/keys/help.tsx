import { Checkbox, Modal } from "@mantine/core";
import { useState } from "react";
import { useSession } from "../shell/session-context.ts";
import { announce } from "../ui/live.tsx";
import { keyWords } from "../words/keys.ts";
import css from "./keys.module.css";
import { type Shortcut, setSingleKeys, shortcuts, singleKeysOn } from "./registry.ts";

const always: readonly Shortcut[] = [
  { keys: "Ctrl K", name: keyWords.palette, run: () => undefined },
  { keys: "Esc", name: keyWords.close, run: () => undefined },
];

/** `?`: every key there is now, and the switch for those without a modifier. */
export function Help({ onClose }: { onClose: () => void }) {
  const { user } = useSession();
  const [on, setOn] = useState(() => singleKeysOn(user.id));
  // Read once: the dialog is not of the page whose keys it lists.
  const [groups] = useState(shortcuts);
  const change = (wanted: boolean) => {
    setSingleKeys(user.id, wanted);
    setOn(wanted);
    announce(wanted ? keyWords.on : keyWords.off);
  };
  return (
    <Modal opened onClose={onClose} title={keyWords.title} size={560}>
      <div className={css.help}>
        <Checkbox
          label={keyWords.single}
          description={keyWords.singleHint}
          checked={on}
          onChange={(event) => change(event.currentTarget.checked)}
        />
        {groups.map(({ group, list }) => {
          const all = group === "everywhere" ? [...always, ...list] : list;
          return all.length > 0 && <Keys key={group} title={keyWords.groups[group]} list={all} />;
        })}
      </div>
    </Modal>
  );
}

function Keys({ title, list }: { title: string; list: readonly Shortcut[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl className={css.keys}>
        {list.map(({ keys, name }) => (
          <div key={keys}>
            <dt>
              <Pressed keys={keys} />
            </dt>
            <dd>{name}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Pressed({ keys }: { keys: string }) {
  const [first = "", second] = keys.split(" ");
  return (
    <>
      <kbd>{first}</kbd>
      {second !== undefined && (
        <>
          {first === "Ctrl" ? " + " : ` ${keyWords.andThen} `}
          <kbd>{second}</kbd>
        </>
      )}
    </>
  );
}
