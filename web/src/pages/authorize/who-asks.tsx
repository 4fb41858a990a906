import type { OAuthInteraction } from "../../api/contract.ts";
import { visible } from "../../readable/readable.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Notice } from "../../ui/notice.tsx";
import { whoAsks as words } from "../../words/authorize.ts";
import css from "./authorize.module.css";

type Client = OAuthInteraction["client"];

/** What is known of the app, what it only says of itself, and where the answer goes. */
export function WhoAsks({ client }: { client: Client }) {
  const { name, redirect_host, localhost_only, is_new, kind } = client;
  const called = name === null ? words.thisApp : visible(name);
  return (
    <section className={css.card} aria-label={words.whoAsks}>
      <Facts>
        <Fact name={words.callsItself}>{name === null ? words.noName : visible(name)}</Fact>
        <Fact name={words.knownBy}>{knownBy(client)}</Fact>
        <Fact name={words.answerGoes}>
          <strong>{redirect_host}</strong>
          {localhost_only && words.thisComputer}
        </Fact>
      </Facts>
      {kind === "unknown" && <Notice tone="attention">{words.thisAppGaveNoName}</Notice>}
      {localhost_only && <Notice tone="attention">{words.answerGoesToProgramOnThis(called)}</Notice>}
      {is_new && kind !== "unknown" && !localhost_only && (
        <Notice tone="pending">{words.youHaveNotAllowedAtBefore(called, redirect_host)}</Notice>
      )}
    </section>
  );
}

function knownBy({ kind, id }: Client): string {
  switch (kind) {
    case "metadata_document":
      return words.whichDescribesItChecked(hostOf(id));
    case "agent":
      return words.adminOfThisGateway;
    case "registered":
      return words.itsOwnRegistrationHere;
    case "unknown":
      return words.nobodyItRegisteredWithoutName;
  }
}

const hostOf = (id: string): string => (URL.canParse(id) ? new URL(id).host : id);
