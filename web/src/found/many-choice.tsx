import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useWorkspace } from "../shell/session-context.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { announce } from "../ui/live.tsx";
import { found as words } from "../words/found.ts";
import { connectorNameQuery, type Found } from "./find-connectors.ts";
import css from "./found.module.css";

type Props = {
  label: string;
  /** More than the label where several are on a page. */
  "aria-label"?: string;
  /** What choosing nothing is called. */
  none: ReactNode;
  value: string;
  found: Found;
  /** What a value is; default: the id. */
  by?: "id" | "slug";
  /** Further ones, after choosing nothing; `?` is always one of these. */
  children?: ReactNode;
  error?: ReactNode;
  disabled?: boolean;
  onChange: (value: string) => void;
};

/** A select of connectors; where there are more than can be offered at once, with a search above it. */
export function ManyChoice({ label, none, value, found, by = "id", children, onChange, ...rest }: Props) {
  const { options, more, search, setSearch } = found;
  const title = rest["aria-label"] ?? label;
  const isOffered = !value || value === "?" || options.some((each) => each[by] === value);
  const name = useQuery({
    ...connectorNameQuery(useWorkspace().id, value),
    enabled: found.more && !isOffered && by === "id",
  });
  useEffect(() => {
    if (search) announce(words.offered(options.length));
  }, [options, search]);
  return (
    <div className={css.many}>
      {more && (
        <TextInput
          type="search"
          label={words.find}
          aria-label={words.findOf(title)}
          description={words.hint}
          disabled={rest.disabled ?? false}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <NativeSelect
        label={label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        {...rest}
      >
        <option value="">{none}</option>
        {children}
        {!isOffered && <option value={value}>{more ? (name.data?.name ?? value) : words.gone(value)}</option>}
        {options.map((each) => (
          <option key={each.id} value={each[by]}>
            {each.name}
          </option>
        ))}
      </NativeSelect>
      {found.error ? <ErrorPanel title={words.failed} error={found.error} onRetry={found.retry} /> : null}
    </div>
  );
}
