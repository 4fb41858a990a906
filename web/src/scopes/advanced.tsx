import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { announce } from "../ui/live.tsx";
import { scopeWords as words } from "../words/scopes.ts";
import { type CatalogProvider, readScopes } from "./pick.ts";
import css from "./scopes.module.css";

type Props = { provider: CatalogProvider; onPick: (tools: readonly string[]) => void };

/** For somebody who knows scopes: pasted, they pick the tools that need no more than those. */
export function Advanced({ provider, onPick }: Props) {
  const [text, setText] = useState("");
  const [told, setTold] = useState("");
  const take = () => {
    const { tools, unknown } = readScopes(provider, text);
    const said = [words.took(tools.length), ...(unknown.length > 0 ? [words.unknown(unknown)] : [])].join(
      " ",
    );
    if (tools.length > 0) onPick(tools);
    setTold(said);
    announce(said);
  };
  return (
    <details className={css.raw}>
      <summary>{words.paste}</summary>
      <div className={css.paste}>
        <Textarea
          aria-label={words.paste}
          description={words.pasteHint}
          rows={3}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button size="sm" variant="default" disabled={text.trim() === ""} onClick={take}>
          {words.take}
        </Button>
        {told && <p>{told}</p>}
      </div>
    </details>
  );
}
