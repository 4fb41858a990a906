import type { z } from "zod";
import type { AgentInfo, createdToken } from "../../api/contract.ts";
import { ShownOnceDialog } from "../../ui/shown-once.tsx";
import { tokens as words } from "../../words/tokens.ts";
import { Connecting } from "./connecting.tsx";
import { CreateBody } from "./create-body.tsx";
import type { Endpoint } from "./snippet.ts";

export type Created = z.infer<typeof createdToken> & { servers: readonly Endpoint[] };

type Props = {
  /** Whose token it will be; without it the person chooses. */
  agent?: AgentInfo | undefined;
  opened: boolean;
  onClose: () => void;
};

export function TokenDialog({ agent, opened, onClose }: Props) {
  return (
    <ShownOnceDialog<Created>
      opened={opened}
      onClose={onClose}
      title={(made) => (made ? words.created(made.token.name) : words.create)}
      form={(onMade) => <CreateBody agent={agent} onClose={onClose} onCreated={onMade} />}
      secret={({ value }) => ({ value, what: words.what })}
      more={({ token, value, servers }) => <Connecting token={token} value={value} servers={servers} />}
    />
  );
}
