import { Button } from "@mantine/core";
import { Link } from "react-router";
import { page } from "../../paths.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Tag, type Tone } from "../../ui/notice.tsx";
import { ProviderMark } from "../../ui/provider-mark.tsx";
import { catalogueWords as words } from "../../words/catalogue.ts";
import { definitions, definitionText } from "../../words/definitions.ts";
import css from "./catalogue.module.css";
import type { Entry, State } from "./entries.ts";

const tones: Record<State, Tone> = {
  ready: "valid",
  setup: "attention",
  definable: "pending",
  not_yet: "unknown",
};

/** One service: what it is, whether it can be connected, and the one thing to do about it. */
export function Card({ entry }: { entry: Entry }) {
  const { name, category, state, provider } = entry;
  return (
    <li className={css.card}>
      <div className={css.head}>
        <ProviderMark title={name} size={32} />
        <div className={css.text}>
          <h2>{name}</h2>
          <p className={css.dim}>{category}</p>
        </div>
      </div>
      <Tag tone={tones[state]}>{words.states[state]}</Tag>
      {provider && <p className={css.dim}>{provider.description}</p>}
      <Act entry={entry} />
    </li>
  );
}

function Act({ entry: { id, name, state, provider, fact } }: { entry: Entry }) {
  if (provider && state === "ready")
    return (
      <Button
        component={Link}
        to={page.connectors({ authorize: provider.id })}
        size="sm"
        aria-label={words.authorizeService(name)}
      >
        {words.authorize}
      </Button>
    );
  if (provider)
    return (
      <Button
        component={Link}
        to={page.apps({ add: provider.id })}
        variant="default"
        size="sm"
        aria-label={words.setUpService(name)}
      >
        {words.setUp}
      </Button>
    );
  if (definitions[id])
    return (
      <details className={css.more}>
        <summary>{words.define}</summary>
        <p className={css.dim}>{words.defineHow}</p>
        <CodeBlock text={definitionText(id)} what={words.definition(name)} />
      </details>
    );
  return <p className={css.dim}>{fact?.why ? words.why[fact.why] : words.own}</p>;
}
