import { useQuery } from "@tanstack/react-query";
import { catalogQuery } from "../../api/queries.ts";
import { useSession, useWorkspace } from "../../shell/session-context.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Notice } from "../../ui/notice.tsx";
import css from "./integrations.module.css";

/** Who can fix it, and exactly what with. */
export function NotConfigured({ service, title }: { service: string; title: string }) {
  const { public_url } = useSession();
  const { data } = useQuery(catalogQuery(useWorkspace().id));
  const known = data?.providers.find((provider) => provider.id === service)?.redirect_uri;
  const prefix = service.toUpperCase();
  return (
    <div className={css.setup}>
      <Notice tone="attention">
        {title} has no OAuth client yet, so nobody can connect it. Whoever runs the gateway registers one at{" "}
        {title} and sets <code>{prefix}_CLIENT_ID</code> and <code>{prefix}_CLIENT_SECRET</code>.
      </Notice>
      <p className={css.dim}>Redirect URI to register at {title}:</p>
      <CodeBlock text={known ?? `${public_url}/integrations/${service}/callback`} what="redirect URI" />
    </div>
  );
}
