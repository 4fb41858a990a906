import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { manifestVersionQuery } from "../../../api/agents.ts";
import type { AgentDetail, AgentInfo } from "../../../api/contract.ts";
import { useWorkspace } from "../../../shell/session-context.ts";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { announce } from "../../../ui/live.tsx";
import { Time } from "../../../ui/time.tsx";
import { versions as words } from "../../../words/manifest.ts";
import css from "../agents.module.css";
import type { Draft } from "./use-draft.ts";

type Props = { agent: AgentInfo; versions: AgentDetail["versions"]; draft: Draft };

/** Every manifest there was. One can be taken back into the editor; saving it is a change like any other. */
export function Versions({ agent, versions, draft }: Props) {
  const w = useWorkspace().id;
  const client = useQueryClient();
  const [failed, setFailed] = useState<unknown>();
  if (versions.length === 0) return null;
  const load = async (version: number) => {
    setFailed(undefined);
    try {
      const { manifest } = await client.fetchQuery(manifestVersionQuery(w, agent.id, version));
      draft.edit(manifest);
      announce(words.versionIsInEditor(version));
    } catch (error) {
      setFailed(error);
    }
  };
  return (
    <details>
      <summary>{words.versionsSavedSoFar(versions.length)}</summary>
      {failed !== undefined && <ErrorPanel title={words.failedToLoadVersion} error={failed} />}
      <ul className={css.versions}>
        {versions.map(({ version, changed_by, changed_at, tools }) => (
          <li key={version}>
            <span>{words.versionNoManifest(version, tools, changed_by.name, <Time at={changed_at} />)}</span>
            {version === agent.version ? (
              <span className={css.dim}>{words.now}</span>
            ) : (
              <Button variant="default" size="compact-sm" onClick={() => void load(version)}>
                {words.takeVersionIntoEditor(version)}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
