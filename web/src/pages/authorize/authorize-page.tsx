import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { interactionQuery } from "../../api/clients.ts";
import { asApiError } from "../../api/error.ts";
import { page } from "../../paths.ts";
import { visible } from "../../readable/readable.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { useArrival } from "../../ui/page.tsx";
import css from "./authorize.module.css";
import { Consent } from "./consent.tsx";

/** `/authorize/:uid`: an app asks a person for access. Stands alone, without the rest of the pages around it. */
export function AuthorizePage() {
  const { uid = "" } = useParams();
  const { data, error, refetch, isFetching } = useQuery(interactionQuery(uid));
  const heading = useArrival("Allow access");
  const over = error && asApiError(error).code === "interaction_not_found";
  return (
    <main className={css.page}>
      <img src="/icon.svg" alt="" width={40} height={40} />
      <h1 ref={heading} tabIndex={-1}>
        {data
          ? `Allow ${visible(data.client.name ?? "an app without a name")}?`
          : over
            ? "Nothing to allow"
            : "Allow access"}
      </h1>
      {data && <Consent key={data.uid} interaction={data} />}
      {over && (
        <>
          <p>
            This request was answered, has expired, or was begun in another browser. Nothing was allowed just
            now. Start again in the app that sent you here.
          </p>
          <p>
            <Link to={page.clients()}>See which apps you have allowed</Link>
          </p>
        </>
      )}
      {error && !over && (
        <ErrorPanel title="Failed to load the request" error={error} onRetry={refetch} busy={isFetching} />
      )}
      {!data && !error && <Bones count={3} height={120} />}
    </main>
  );
}
