import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { interactionQuery } from "../../api/clients.ts";
import { asApiError } from "../../api/error.ts";
import { page } from "../../paths.ts";
import { visible } from "../../readable/readable.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Bones } from "../../ui/loading.tsx";
import { useArrival } from "../../ui/page.tsx";
import { authorizePage as words } from "../../words/authorize.ts";
import css from "./authorize.module.css";
import { Consent } from "./consent.tsx";

/** `/authorize/:uid`: an app asks a person for access. Stands alone, without the rest of the pages around it. */
export function AuthorizePage() {
  const { uid = "" } = useParams();
  const { data, error, refetch, isFetching } = useQuery(interactionQuery(uid));
  const heading = useArrival(words.allowAccess);
  const over = error && asApiError(error).code === "interaction_not_found";
  return (
    <main className={css.page}>
      <img src="/icon.svg" alt="" width={40} height={40} />
      <h1 ref={heading} tabIndex={-1}>
        {data
          ? words.allowAsk(visible(data.client.name ?? words.appWithoutName))
          : over
            ? words.nothingToAllow
            : words.allowAccess}
      </h1>
      {data && <Consent key={data.uid} interaction={data} />}
      {over && (
        <>
          <p>{words.thisRequestWasAnswered}</p>
          <p>
            <Link to={page.clients()}>{words.seeWhichAppsYouHaveAllowed}</Link>
          </p>
        </>
      )}
      {error && !over && (
        <ErrorPanel title={words.failedToLoadRequest} error={error} onRetry={refetch} busy={isFetching} />
      )}
      {!data && !error && <Bones count={3} height={120} />}
    </main>
  );
}
