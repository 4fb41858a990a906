import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { deviceQuery } from "../../api/device.ts";
import { asApiError } from "../../api/error.ts";
import { page } from "../../paths.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { useArrival } from "../../ui/page.tsx";
import { cli } from "../../words/cli.ts";
import css from "./cli.module.css";
import { CodeForm } from "./code-form.tsx";
import { Decide } from "./decide.tsx";
import { Decided } from "./decided.tsx";

/** `/cli`, `/cli/:code`: a program waits to be signed in by whoever sits here. Stands alone, as other questions do. */
export function CliPage() {
  const { code } = useParams();
  return (
    <main className={css.page}>
      <img src="/icon.svg" alt="" width={40} height={40} />
      {code === undefined ? <Ask /> : <Request key={code} code={code} />}
    </main>
  );
}

function Ask() {
  const heading = useArrival(cli.title);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {cli.title}
      </h1>
      <p>{cli.lead}</p>
      <CodeForm />
    </>
  );
}

function Request({ code }: { code: string }) {
  const { data, error, refetch, isFetching } = useQuery(deviceQuery(code));
  const heading = useArrival(cli.title);
  const unknown = error !== null && asApiError(error).code === "device_code_unknown";
  const title = unknown ? cli.unknown : data?.state === "pending" ? cli.asks(data.name) : cli.title;
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {data?.state === "pending" && !unknown && <Decide code={code} request={data} />}
      {data && data.state !== "pending" && <Decided state={data.state} />}
      {unknown && (
        <>
          <p>{cli.unknownDetail}</p>
          <p>
            <Link to={page.cli()}>{cli.another}</Link>
          </p>
        </>
      )}
      {error && !unknown && (
        <ErrorPanel title={cli.failedToLoad} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {!data && !error && <Bones count={1} height={280} />}
    </>
  );
}
