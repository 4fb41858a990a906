import { ActionIcon, Button, Modal, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { Link } from "react-router";
import { useSession } from "../../shell/session-context.ts";
import { ChevronDown, Trash } from "../../ui/icons.tsx";
import { announce } from "../../ui/live.tsx";
import { auditWords as words } from "../../words/audit.ts";
import css from "./audit.module.css";
import { useFilters } from "./use-filters.ts";
import { keepViews, readViews, type View, withView } from "./views.ts";

/** Filters by a name, for whom looks at the same again and again. */
export function Views() {
  const { user, workspace } = useSession();
  const [opened, { open, close }] = useDisclosure(false);
  const [views, setViews] = useState(() => readViews(user.id, workspace.id));
  const [name, setName] = useState("");
  const { filters, active } = useFilters();
  const keep = (next: View[]) => {
    keepViews(user.id, workspace.id, next);
    setViews(next);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const given = name.trim();
    if (!given || active.length === 0) return;
    keep(withView(views, { name: given, query: new URLSearchParams(filters).toString() }));
    setName("");
    announce(words.saved(given));
  };
  const remove = (view: View) => {
    keep(views.filter((each) => each !== view));
    announce(words.removed(view.name));
  };
  return (
    <>
      <Button variant="default" rightSection={<ChevronDown />} onClick={open} aria-haspopup="dialog">
        {words.views}
      </Button>
      <Modal opened={opened} onClose={close} title={words.views} size={480}>
        <div className={css.form}>
          <p className={css.dim}>{words.viewsHint}</p>
          {views.length === 0 && <p>{words.noViews}</p>}
          <ul className={css.views}>
            {views.map((view) => (
              <li key={view.name}>
                <Link to={`/audit?${view.query}`} onClick={close}>
                  {view.name}
                </Link>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={32}
                  aria-label={words.removeView(view.name)}
                  onClick={() => remove(view)}
                >
                  <Trash />
                </ActionIcon>
              </li>
            ))}
          </ul>
          {active.length > 0 && (
            <form className={css.save} onSubmit={save}>
              <TextInput
                label={words.viewName}
                maxLength={60}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Button type="submit" disabled={name.trim() === ""}>
                {words.saveView}
              </Button>
            </form>
          )}
        </div>
      </Modal>
    </>
  );
}
