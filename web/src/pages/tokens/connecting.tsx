import { useQuery } from "@tanstack/react-query";
import type { ApiToken } from "../../api/contract.ts";
import { tokensQuery } from "../../api/queries.ts";
import { useWorkspace } from "../../shell/session-context.ts";
import { Connection } from "./connection.tsx";
import { Diagnose } from "./diagnose.tsx";
import type { Endpoint } from "./snippet.ts";
import { Snippets } from "./snippets.tsx";

type Props = { token: ApiToken; value: string; servers: readonly Endpoint[] };

const EVERY_MS = 3_000;

/** From the value to a client that has called: what to paste, whether it came, and what to do when it does not. */
export function Connecting({ token, value, servers }: Props) {
  const { data } = useQuery({ ...tokensQuery(useWorkspace().id), refetchInterval: EVERY_MS });
  const now = data?.tokens.find(({ id }) => id === token.id) ?? token;
  return (
    <>
      <Snippets value={value} servers={servers} />
      <div role="status">
        <Connection token={now} />
      </div>
      <Diagnose value={value} url={servers[0]?.url ?? ""} />
    </>
  );
}
