import { useEffect, useRef } from "react";

export type Shortcut = {
  /** As `event.key` has it: "j", "?", or two after each other: "g c". */
  keys: string;
  /** What it does, for the list: "Next request". */
  name: string;
  run: () => void;
};

/** Where the list puts it. */
export type Group = "page" | "everywhere" | "go";

const groups: Record<Group, readonly Shortcut[][]> = { page: [], everywhere: [], go: [] };

/** All there are now, those of the page first: they win. */
export const shortcuts = (): { group: Group; list: readonly Shortcut[] }[] =>
  (["page", "everywhere", "go"] as const).map((group) => ({ group, list: groups[group].flat() }));

/** Single keys while this is on the screen. They are in the list of `?`, and never heard while somebody types. */
export function useShortcuts(list: readonly Shortcut[], group: Group = "page"): void {
  const latest = useRef(list);
  latest.current = list;
  const names = list.map(({ keys, name }) => `${keys} ${name}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: what they do is looked up when they are pressed
  useEffect(() => {
    const mine = latest.current.map((each, index) => ({ ...each, run: () => latest.current[index]?.run() }));
    groups[group] = [...groups[group], mine];
    return () => {
      groups[group] = groups[group].filter((each) => each !== mine);
    };
  }, [names, group]);
}

const KEY = "valetkey-single-keys";

/** Kept in this browser, for each person: speech input may press them by accident (WCAG 2.1.4). */
export const singleKeysOn = (user: string): boolean =>
  window.localStorage.getItem(`${KEY} ${user}`) !== "off";
export const setSingleKeys = (user: string, on: boolean): void =>
  window.localStorage.setItem(`${KEY} ${user}`, on ? "on" : "off");
