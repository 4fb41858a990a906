import type { OAuthInteraction } from "../../api/contract.ts";
import { visible } from "../../readable/readable.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Notice } from "../../ui/notice.tsx";
import css from "./authorize.module.css";

type Client = OAuthInteraction["client"];

/** What is known of the app, what it only says of itself, and where the answer goes. */
export function WhoAsks({ client }: { client: Client }) {
  const { name, redirect_host, localhost_only, is_new, kind } = client;
  const called = name === null ? "this app" : visible(name);
  return (
    <section className={css.card} aria-label="Who asks">
      <Facts>
        <Fact name="Calls itself">{name === null ? "(no name)" : visible(name)}</Fact>
        <Fact name="Known by">{knownBy(client)}</Fact>
        <Fact name="Answer goes to">
          <strong>{redirect_host}</strong>
          {localhost_only && " (this computer)"}
        </Fact>
      </Facts>
      {kind === "unknown" && (
        <Notice tone="attention">
          This app gave no name, and nobody knows who made it. Allow it only if you have just started it
          yourself.
        </Notice>
      )}
      {localhost_only && (
        <Notice tone="attention">
          The answer goes to a program on this computer. Any program on it can pretend to be {called}: allow
          it only if you started this yourself, a moment ago.
        </Notice>
      )}
      {is_new && kind !== "unknown" && !localhost_only && (
        <Notice tone="pending">
          You have not allowed {called} at {redirect_host} before. If you did not start this, deny it.
        </Notice>
      )}
    </section>
  );
}

function knownBy({ kind, id }: Client): string {
  switch (kind) {
    case "metadata_document":
      return `${hostOf(id)}, which describes it (checked)`;
    case "agent":
      return "an admin of this gateway, who made it for an agent";
    case "registered":
      return "its own registration here; its name is not checked";
    case "unknown":
      return "nobody: it registered without a name";
  }
}

const hostOf = (id: string): string => (URL.canParse(id) ? new URL(id).host : id);
