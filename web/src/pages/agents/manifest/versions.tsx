import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { manifestVersionQuery } from "../../../api/agents.ts";
import type { AgentDetail, AgentInfo } from "../../../api/contract.ts";
import { counted } from "../../../scopes/pick.ts";
import { useWorkspace } from "../../../shell/session-context.ts";
import { ErrorPanel } from "../../../ui/error-panel.tsx";
import { announce } from "../../../ui/live.tsx";
import { Time } from "../../../ui/time.tsx";
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
      announce(`Version ${version} is in the editor, not saved yet`);
    } catch (error) {
      setFailed(error);
    }
  };
  return (
    <details>
      <summary>{counted(versions.length, "version")} saved so far</summary>
      {failed !== undefined && <ErrorPanel title="Failed to load the version" error={failed} />}
      <ul className={css.versions}>
        {versions.map(({ version, changed_by, changed_at, tools }) => (
          <li key={version}>
            <span>
              Version {version}, {tools === null ? "no manifest" : counted(tools, "tool")}; {changed_by.name},{" "}
              <Time at={changed_at} />
            </span>
            {version === agent.version ? (
              <span className={css.dim}>Now</span>
            ) : (
              <Button variant="default" size="compact-sm" onClick={() => void load(version)}>
                Take version {version} into the editor
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
