import { Button } from "@mantine/core";
import type { DeviceRequest } from "../../api/contract.ts";
import { useDecideDevice } from "../../api/device.ts";
import { useSession } from "../../shell/session-context.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { announce } from "../../ui/live.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Time } from "../../ui/time.tsx";
import { TimeLeft } from "../../ui/time-left.tsx";
import { useSettled } from "../../ui/use-settled.ts";
import { cli } from "../../words/cli.ts";
import css from "./cli.module.css";

type Props = { code: string; request: DeviceRequest };

/** Who asks, from where, and what it would be. Nothing that the program says of itself is proved. */
export function Decide({ code, request }: Props) {
  const { user } = useSession();
  const { would_be: wouldBe } = request;
  const decide = useDecideDevice(code);
  const settled = useSettled();
  const answer = (decision: "allow" | "deny") =>
    decide.mutate(decision, {
      onSuccess: () => announce(decision === "allow" ? cli.allowed : cli.denied),
    });
  const busy = decide.isPending;
  return (
    <div className={css.body}>
      <p>{cli.compare}</p>
      <p className={css.code}>
        <code>{request.user_code}</code>
      </p>
      {!request.same_address && (
        <Notice tone="attention">{request.address ? cli.otherAddressHint : cli.unknownAddressHint}</Notice>
      )}
      <div className={css.card}>
        <Facts>
          <Fact name={cli.who}>{request.name ? cli.claims(request.name) : cli.nameless}</Fact>
          <Fact name={cli.from}>
            {request.address ? (
              <>
                <code>{request.address}</code>, {request.same_address ? cli.sameAddress : cli.otherAddress}
              </>
            ) : (
              cli.unknownAddress
            )}
          </Fact>
          <Fact name={cli.asked}>
            <Time at={request.started_at} />
          </Fact>
          <Fact name={cli.wouldBe}>{cli.you(user.name, wouldBe.role, wouldBe.workspace.name)}</Fact>
          <Fact name={cli.may}>{cli.mayText(wouldBe.role)}</Fact>
          <Fact name={cli.until}>{cli.untilText(wouldBe.days)}</Fact>
        </Facts>
      </div>
      {decide.error && <ErrorPanel title={cli.failedToDecide} error={decide.error} />}
      <div className={css.buttons}>
        <Button
          onClick={() => answer("allow")}
          loading={busy && decide.variables === "allow"}
          disabled={!settled || busy}
        >
          {cli.confirm}
        </Button>
        <Button
          variant="default"
          onClick={() => answer("deny")}
          loading={busy && decide.variables === "deny"}
          disabled={!settled || busy}
        >
          {cli.deny}
        </Button>
        <span className={css.dim}>
          <TimeLeft until={request.expires_at} />
        </span>
      </div>
    </div>
  );
}
