import { Button, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, type RefObject, useRef } from "react";
import { useSearchParams } from "react-router";
import { type Manifest, manifestCheckQuery } from "../../../api/agents.ts";
import type { AgentInfo } from "../../../api/contract.ts";
import { useWorkspace } from "../../../shell/session-context.ts";
import { editor as words } from "../../../words/manifest.ts";
import css from "../agents.module.css";
import { Picker } from "./picker.tsx";
import { Problems } from "./problems.tsx";
import type { Draft } from "./use-draft.ts";

type Props = { agent: AgentInfo; draft: Draft; manifest: Manifest; onReview: () => void };

export function Editor({ agent, draft, manifest, onReview }: Props) {
  const [query, setQuery] = useSearchParams();
  const json = query.get("as") === "json" || draft.fault !== undefined;
  const area = useRef<HTMLTextAreaElement>(null);
  /** Selects the line, so that it is seen and typed over. */
  const goTo = (line: number) => {
    const lines = draft.text.split("\n");
    const from = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    area.current?.focus();
    area.current?.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  };
  return (
    <>
      <fieldset className={css.views}>
        <legend className="vk-hidden">{words.view}</legend>
        <Button
          size="sm"
          variant={json ? "default" : "light"}
          aria-pressed={!json}
          disabled={draft.fault !== undefined}
          onClick={() => setQuery({}, { replace: true })}
        >
          {words.pickTools}
        </Button>
        <Button
          size="sm"
          variant={json ? "light" : "default"}
          aria-pressed={json}
          onClick={() => setQuery({ as: "json" }, { replace: true })}
        >
          {words.json}
        </Button>
      </fieldset>
      {json ? <Json draft={draft} area={area} /> : <Picker manifest={manifest} onChange={draft.edit} />}
      <Checked
        agent={agent}
        draft={draft}
        manifest={manifest}
        onReview={onReview}
        json={json && !draft.fault ? { text: draft.text, onLine: goTo } : undefined}
      />
    </>
  );
}

function Json({ draft, area }: { draft: Draft; area: RefObject<HTMLTextAreaElement | null> }) {
  return (
    <Textarea
      ref={area}
      label={words.manifestAsJson}
      description={words.toolsByName}
      classNames={{ input: css.json ?? "" }}
      rows={16}
      spellCheck={false}
      value={draft.text}
      error={draft.fault}
      onChange={(event) => draft.type(event.currentTarget.value)}
    />
  );
}

/** What the gateway says of the draft as it is typed, and the way to save it. */
function Checked({
  agent,
  draft,
  manifest,
  onReview,
  json,
}: Props & { json: ComponentProps<typeof Problems>["json"] }) {
  const [wanted] = useDebouncedValue(manifest, 400);
  const check = useQuery({
    ...manifestCheckQuery(useWorkspace().id, agent.id, wanted),
    enabled: draft.fault === undefined,
  });
  const refused = check.data?.ok === false;
  const why = draft.fault
    ? words.correctJsonFirst
    : refused
      ? words.correctErrorsFirst
      : draft.dirty
        ? undefined
        : words.nothingIsChanged;
  return (
    <>
      <Problems
        check={check.data}
        error={check.error}
        busy={check.isFetching}
        onRetry={check.refetch}
        json={json}
      />
      <div className={css.actions}>
        <Button onClick={onReview} disabled={why !== undefined} aria-describedby="why-not-save">
          {words.reviewAndSave}
        </Button>
        {draft.dirty && (
          <Button variant="default" onClick={() => draft.reset()}>
            {words.discardChanges}
          </Button>
        )}
        {draft.base.manifest !== null && !draft.dirty && (
          <Button variant="subtle" color="danger" className="vk-danger" onClick={() => draft.edit(null)}>
            {words.takeManifestAway}
          </Button>
        )}
        <span id="why-not-save" className={css.dim}>
          {why}
        </span>
      </div>
    </>
  );
}
