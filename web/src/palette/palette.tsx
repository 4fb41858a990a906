import { Modal } from "@mantine/core";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useMemo, useRef, useState } from "react";
import { useSession } from "../shell/session-context.ts";
import { announce } from "../ui/live.tsx";
import { palette } from "../words/palette.ts";
import { Hits } from "./hits.tsx";
import css from "./palette.module.css";
import { rank } from "./rank.ts";
import { recentOf, remember } from "./recent.ts";
import { useEntries } from "./use-entries.ts";

/** Everything by its name: a combobox whose list is always open (ARIA Authoring Practices, combobox with listbox). */
export default function Palette({ onClose }: { onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={palette.title}
      size={640}
      yOffset="10dvh"
      classNames={{ header: "vk-hidden", body: css.body ?? "" }}
      transitionProps={{ duration: 0 }}
    >
      <Finder onClose={onClose} />
    </Modal>
  );
}

function Finder({ onClose }: { onClose: () => void }) {
  const id = useId();
  const { workspace, user } = useSession();
  const [search, setSearch] = useState("");
  const { entries, loading, failed } = useEntries(search);
  const [active, setActive] = useState(0);
  const [recent] = useState(() => recentOf(workspace.id, user.id));
  const wanted = useDeferredValue(search);
  const groups = useMemo(() => rank(entries, wanted, recent), [entries, wanted, recent]);
  const hits = groups.flatMap((group) => group.hits);
  const current = Math.min(active, hits.length - 1);
  useCounted(hits.length, wanted);
  const choose = (index: number) => {
    const entry = hits[index]?.entry;
    if (!entry) return;
    remember(workspace.id, user.id, entry.id);
    onClose();
    // After the dialog has given the focus back, or it would take it from the page that opens.
    window.setTimeout(entry.run);
  };
  const keys = useListKeys(hits.length, current, setActive, choose);
  return (
    <>
      <input
        className={css.field}
        role="combobox"
        aria-label={palette.label}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        {...(hits.length > 0 && { "aria-activedescendant": `${id}-${current}` })}
        placeholder={palette.placeholder}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={keys}
      />
      <Hits id={id} groups={groups} current={current} onChoose={choose} onPoint={setActive} />
      {hits.length === 0 && wanted.trim() !== "" && !loading && (
        <p className={css.none}>
          {palette.none(wanted.trim())} {palette.noneHint}
        </p>
      )}
      <p className={css.foot} {...((failed || loading) && { "data-told": "" })}>
        {failed ? palette.failed : loading ? palette.loading : palette.keys}
      </p>
    </>
  );
}

function useListKeys(
  count: number,
  current: number,
  move: (to: number) => void,
  choose: (index: number) => void,
) {
  return (event: KeyboardEvent) => {
    const to: Record<string, number> = {
      ArrowDown: (current + 1) % count,
      ArrowUp: (current - 1 + count) % count,
      PageDown: Math.min(count - 1, current + 8),
      PageUp: Math.max(0, current - 8),
    };
    const next = to[event.key];
    if (event.nativeEvent.isComposing || count === 0) return;
    if (event.key === "Enter") choose(current);
    else if (next === undefined) return;
    else move(next);
    event.preventDefault();
  };
}

/** How many there are is told when the person stops writing, not on every letter. */
function useCounted(count: number, search: string): void {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    if (search === "") return;
    const timer = window.setTimeout(() => announce(palette.found(count)), 500);
    return () => window.clearTimeout(timer);
  }, [count, search]);
}
