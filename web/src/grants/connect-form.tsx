import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Connector } from "../api/contract.ts";
import { useStart } from "../api/grants.ts";
import { scopeUseQuery } from "../api/queries.ts";
import { page } from "../paths.ts";
import { allTools, type CatalogProvider, pickedTools, readTools } from "../scopes/pick.ts";
import { ScopePicker } from "../scopes/scope-picker.tsx";
import { useMay, useWorkspace } from "../shell/session-context.ts";
import { CopyButton } from "../ui/copy.tsx";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { Notice } from "../ui/notice.tsx";
import { connectForm as words } from "../words/grants.ts";
import { scopeWords } from "../words/scopes.ts";
import { AccessFields, useAccess } from "./access-fields.tsx";
import type { ConnectTarget } from "./connect-target.ts";
import css from "./grants.module.css";
import type { Attempt } from "./sign-in-window.ts";

type Props = {
  target: ConnectTarget;
  provider: CatalogProvider;
  onClose: () => void;
  /** Goes to the provider some other way than on the whole page. */
  onGo?: ((attempt: Attempt) => void) | undefined;
};

export function ConnectForm({ target, provider, onClose, onGo }: Props) {
  const { kind, service, title, connector } = target;
  const [picked, setPicked] = useState<ReadonlySet<string>>(() => initial(target, provider));
  const [name, setName] = useState("");
  const start = useStart();
  const held = connector?.connected ? connector.grant?.scopes : undefined;
  const used = useUsed(connector);
  const { choice, choices, choose } = useAccess(provider, connector?.grant ?? undefined);
  const go = () => {
    const wish = {
      kind,
      service,
      tools: [...picked],
      connector: connector?.id,
      name: name.trim() || undefined,
      ...choice,
    };
    if (onGo) onGo({ start: wish, title });
    else start.mutate(wish);
  };
  return (
    <div className={css.form}>
      {provider.configured || <Notice tone="attention">{words.hasNoOauthClientYet(title)}</Notice>}
      {kind === "shared" && !connector && (
        <TextInput
          label={words.name}
          description={words.whatPeopleAndAgentsSee}
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      {choices.length > 1 && (
        <AccessFields provider={provider} choice={choice} choices={choices} onChange={choose} />
      )}
      <ScopePicker
        provider={provider}
        picked={picked}
        onChange={setPicked}
        held={held}
        access={choice.access}
        used={used}
      />
      <div>
        <CopyButton value={linkTo(target, picked)} what={scopeWords.linkWhat} word={scopeWords.link} />
      </div>
      {kind === "shared" && <SharedNotice title={title} connector={connector} />}
      {connector?.connected && <p className={css.hint}>{words.presentAccessKeepsWorkingUntil}</p>}
      {start.error && <ErrorPanel title={words.failedToStartConnection} error={start.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button
          onClick={go}
          loading={start.isPending || start.isSuccess}
          disabled={pickedTools(picked).length === 0 || !provider.configured}
        >
          {words.continue(title)}
        </Button>
      </div>
    </div>
  );
}

/** The tools that its calls needed lately, where it may be known. */
function useUsed(connector: Connector | undefined): readonly string[] | undefined {
  const may = useMay("connectors.manage") && connector?.connected === true;
  const query = scopeUseQuery(useWorkspace().id, connector?.id ?? "");
  const { data } = useQuery({ ...query, enabled: may });
  return data?.tools.filter((tool) => tool.calls > 0).map((tool) => tool.name);
}

/** Opens this very form with these tools picked, for whoever may use it. */
function linkTo({ kind, service, connector }: ConnectTarget, picked: ReadonlySet<string>): string {
  const tools = [...picked].join(",");
  const where = connector ? { [kind === "shared" ? "change" : "connect"]: connector.id } : undefined;
  const fresh = { [kind === "shared" ? "authorize" : "connect"]: service };
  const mine = kind === "personal" && connector ? { connect: service, connector: connector.id } : undefined;
  const path = kind === "shared" ? page.connectors() : page.integrations();
  const query = new URLSearchParams({ ...(mine ?? where ?? fresh), tools });
  return `${window.location.origin}${path}?${query}`;
}

/** Said before anybody signs in: whose account it will be, and that everybody acts as it. */
function SharedNotice({ title, connector }: { title: string; connector: Connector | undefined }) {
  return (
    <Notice tone="pending">
      {words.sharedEverybodysAgentsInThis(
        connector ? <strong>{connector.account}</strong> : words.accountThatYouSign(title),
      )}
    </Notice>
  );
}

/** The tools of the last grant that still exist and those asked for, or else the preset "Read only". */
function initial({ connector, tools = [] }: ConnectTarget, provider: CatalogProvider): ReadonlySet<string> {
  const extras = provider.servers.flatMap((server) => server.extras);
  const known = new Set([...allTools(provider), ...extras].map(({ name }) => name));
  const last = [...(connector?.grant?.tools ?? []), ...(connector?.grant?.extras ?? []), ...tools];
  const still = last.filter((name) => known.has(name));
  return new Set(pickedTools(still).length > 0 ? still : readTools(provider));
}
