import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import type { CallbackResult, Connector } from "../../api/contract.ts";
import { sessionQuery } from "../../api/session.ts";
import { ConfirmAccount } from "../../grants/confirm-account.tsx";
import { isSignInWindow, takePlace, tell } from "../../grants/sign-in-channel.ts";
import { page } from "../../paths.ts";
import { SessionContext } from "../../shell/session-context.ts";
import { rehearsalWords } from "../../words/apps.ts";
import { callbackPage as words } from "../../words/callback.ts";
import { Failed } from "./failed.tsx";
import { finishQuery } from "./finish.ts";
import { Phase } from "./phase.tsx";

/** Where a provider sends the browser back to. Works without an opener; leaves by itself only on success. */
export function CallbackPage() {
  const { service = "" } = useParams();
  const { data, error } = useQuery(finishQuery(service));
  if (error) return <Failed service={service} error={error} />;
  if (data && "rehearsal" in data) return <Rehearsed id={data.rehearsal.id} />;
  if (data?.needs_confirmation) return <Asked result={data} differs={data.needs_confirmation} />;
  if (data) return <Connected connector={data.connector} again={data.reconnected} />;
  return (
    <Phase key="connecting" title={words.connectingIntegration} tone="pending">
      <p>{words.gatewayIsTradingProviders}</p>
    </Phase>
  );
}

/** A provider app was tried out: the report is all that is left of it. */
function Rehearsed({ id }: { id: string }) {
  const navigate = useNavigate();
  const to = page.rehearsal(id);
  useEffect(() => {
    const timer = window.setTimeout(() => void navigate(to, { replace: true }), 800);
    return () => window.clearTimeout(timer);
  }, [to, navigate]);
  return (
    <Phase key="rehearsed" title={rehearsalWords.back} tone="valid">
      <p>{rehearsalWords.backText}</p>
      <Button component={Link} to={to} variant="default">
        {rehearsalWords.open}
      </Button>
    </Phase>
  );
}

type AskedProps = { result: CallbackResult; differs: NonNullable<CallbackResult["needs_confirmation"]> };

/** Another account than the connection's: nothing was overwritten, and the person decides. */
function Asked({ result, differs }: AskedProps) {
  const { data } = useQuery(sessionQuery);
  const [kept, setKept] = useState<Connector | null>();
  if (kept) return <Connected connector={kept} again={false} />;
  if (kept === null) return <Discarded result={result} differs={differs} />;
  if (!data) return null;
  return (
    <SessionContext value={data}>
      <Phase key="asked" title={words.anotherAccount} tone="attention">
        <p>
          {words.youSigned(
            <strong>{differs.actual_account}</strong>,
            <strong>{differs.expected_account}</strong>,
            differs.actual_account,
          )}
        </p>
        <p>{words.connectionOfIsAsIt(differs.expected_account, differs.actual_account)}</p>
        <ConfirmAccount connector={result.connector} onAnswered={setKept} />
      </Phase>
    </SessionContext>
  );
}

const listOf = ({ id, kind }: Connector, connected: boolean) => {
  const query = connected ? { connected: id } : {};
  return kind === "shared" ? page.connectors(query) : page.integrations(query);
};

/** Where the person was when they left, or else the list that it is on. */
function placeAfter(connector: Connector): string {
  const [path, hash] = (place() || "").split("#");
  if (!path || connector.kind === "shared") return listOf(connector, true);
  const url = new URL(path, window.location.origin);
  for (const name of ["connect", "connector", "tools"]) url.searchParams.delete(name);
  url.searchParams.set("connected", connector.id);
  return `${url.pathname}${url.search}${hash ? `#${hash}` : ""}`;
}

let kept: string | undefined;
/** Read once: StrictMode renders twice. */
function place(): string {
  kept ??= takePlace() ?? "";
  return kept;
}

function Discarded({ result, differs }: AskedProps) {
  const { kind } = result.connector;
  return (
    <Phase key="discarded" title={words.accountDiscarded} tone="valid">
      <p>{words.isNotConnected(differs.actual_account, differs.expected_account)}</p>
      <Button component={Link} to={listOf(result.connector, false)}>
        {kind === "shared" ? words.backToConnectors : words.backToIntegrations}
      </Button>
    </Phase>
  );
}

function Connected({ connector, again }: { connector: Connector; again: boolean }) {
  const navigate = useNavigate();
  const { account, provider_title, provider: service, id } = connector;
  const to = placeAfter(connector);
  useEffect(() => {
    const go = () => void navigate(to, { replace: true });
    const leave = () => {
      if (!isSignInWindow()) return go();
      tell({ is: "connected", service, connector: id });
      window.close();
      // A browser may keep it open: then it is a page like any other.
      window.setTimeout(go, 500);
    };
    const timer = window.setTimeout(leave, 800);
    return () => window.clearTimeout(timer);
  }, [to, navigate, service, id]);
  return (
    <Phase key="connected" title={words.integrationConnected} tone="valid">
      <p>{words.isConnectedAgain(provider_title, again, <strong>{account}</strong>)}</p>
    </Phase>
  );
}
