import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { catalogQuery } from "../api/queries.ts";
import { useWorkspace } from "../shell/session-context.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { Bones } from "../ui/loading.tsx";
import { connectDialog as words } from "../words/grants.ts";
import { ConnectForm } from "./connect-form.tsx";
import type { ConnectTarget } from "./connect-target.ts";
import type { Attempt } from "./sign-in-window.ts";

type Props = {
  target: ConnectTarget | null;
  onClose: () => void;
  /** Default: the whole page goes to the provider. */
  onGo?: ((attempt: Attempt) => void) | undefined;
};

const heading = ({ kind, title, connector }: ConnectTarget) => {
  if (connector?.connected) return words.changeAccess(connector.name);
  return kind === "shared" ? words.authorize(title) : words.connect(title);
};

/** Picks access for a personal or a shared connection and leaves for the provider. */
export function ConnectDialog({ target, onClose, onGo }: Props) {
  return (
    <Modal opened={target !== null} onClose={onClose} title={target && heading(target)} size={640}>
      {target && <Body target={target} onClose={onClose} onGo={onGo} />}
    </Modal>
  );
}

function Body({ target, onClose, onGo }: Props & { target: ConnectTarget }) {
  const { data, error, refetch, isFetching } = useQuery(catalogQuery(useWorkspace().id));
  const provider = data?.providers.find((each) => each.id === target.service);
  if (provider) return <ConnectForm target={target} provider={provider} onClose={onClose} onGo={onGo} />;
  if (error)
    return <ErrorPanel title={words.failedToLoadTools} error={error} onRetry={refetch} busy={isFetching} />;
  if (data) return <p>{words.noProviderHere(target.service)}</p>;
  return <Bones count={3} height={88} />;
}
