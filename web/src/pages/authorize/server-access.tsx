import { Checkbox } from "@mantine/core";
import { Effect } from "../../scopes/effect.tsx";
import { Tag, type Tone } from "../../ui/notice.tsx";
import { serverAccess as said } from "../../words/authorize.ts";
import css from "./authorize.module.css";
import type { Workspace } from "./choice.ts";

type Server = Workspace["servers"][number];
type Connector = Server["connectors"][number];

type Props = {
  server: Server;
  readOnly: boolean;
  /** Undefined: it is the only one, and not for choice. */
  ticked: boolean | undefined;
  onTick: (on: boolean) => void;
};

/** One server: through which accounts, with which tools. */
export function ServerAccess({ server, readOnly, ticked, onTick }: Props) {
  const { title, connectors, tools } = server;
  const shown = tools.filter(({ effect }) => !readOnly || effect === "read");
  return (
    <section className={css.card} aria-label={title} data-off={ticked === false || undefined}>
      {ticked === undefined ? (
        <h3>{title}</h3>
      ) : (
        <Checkbox
          label={<strong>{title}</strong>}
          checked={ticked}
          onChange={(event) => onTick(event.currentTarget.checked)}
        />
      )}
      {connectors.length === 0 ? (
        <p className={css.dim}>{said.nothingIsConnectedYet}</p>
      ) : (
        <ul className={css.accounts}>
          {connectors.map((connector) => (
            <Account key={connector.id} connector={connector} />
          ))}
        </ul>
      )}
      {shown.length === 0 ? (
        <p className={css.dim}>{said.noToolOfItThatOnly(readOnly)}</p>
      ) : (
        <details>
          <summary>{said.tools(shown.length)}</summary>
          <ul className={css.tools}>
            {shown.map(({ name, title: words, effect }) => (
              <li key={name}>
                {words} <Effect effect={effect} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

const tones: Record<Connector["verdict"]["state"], [Tone, string]> = {
  valid: ["valid", said.valid],
  invalid: ["invalid", said.invalid],
  unknown: ["unknown", said.unknown],
};

function Account({ connector: { account, kind, verdict } }: { connector: Connector }) {
  const [tone, word] = tones[verdict.state];
  return (
    <li>
      <span>
        {account}, {kind === "shared" ? said.sharedInWorkspace : said.yourOwn}
      </span>
      <Tag tone={tone}>{word}</Tag>
    </li>
  );
}
