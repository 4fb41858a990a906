import { TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { withChanges } from "./address.ts";
import { Search } from "./icons.tsx";

const SETTLE_MS = 250;

type Props = {
  /** "Search connectors" */
  label: string;
  /** Its name in the address. */
  name?: string;
};

/** The page's search: `/` goes to it, and what is searched for lives in the address. */
export function SearchBox({ label, name = "q" }: Props) {
  const [query, setQuery] = useSearchParams();
  const given = query.get(name) ?? "";
  const [text, setText] = useState(given);
  const sent = useRef(given);
  // Back, or "Clear filters": not what was typed here.
  useEffect(() => {
    if (given === sent.current) return;
    sent.current = given;
    setText(given);
  }, [given]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === sent.current) return;
    const timer = window.setTimeout(() => {
      sent.current = wanted;
      setQuery((now) => withChanges(now, { [name]: wanted }), { replace: true });
    }, SETTLE_MS);
    return () => window.clearTimeout(timer);
  }, [text, name, setQuery]);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<Search />}
      data-page-search=""
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
