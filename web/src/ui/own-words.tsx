import { Fragment } from "react";
import { Link } from "react-router";

/** A sentence of the gateway for agents, which names pages by their whole address: here those are links. */
export function OwnWords({ text }: { text: string }) {
  const { origin } = window.location;
  return text.split(/(\s+)/).map((word, index) => {
    const key = `${index}${word}`;
    if (!word.startsWith(`${origin}/`)) return <Fragment key={key}>{word}</Fragment>;
    const end = /[.,;:)]+$/.exec(word)?.[0] ?? "";
    const path = word.slice(origin.length, word.length - end.length);
    return (
      <Fragment key={key}>
        <Link to={path}>{short(path)}</Link>
        {end}
      </Fragment>
    );
  });
}

/** Where it leads, without what is filled in there: `/settings/connectors/con_hhg1…` */
const short = (path: string): string =>
  (path.split("?")[0] ?? path).replace(/\b([a-z]{3}_[a-z0-9]{4})[a-z0-9]{8,}/g, "$1…");
