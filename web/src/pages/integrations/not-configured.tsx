import { Button } from "@mantine/core";
import { Link } from "react-router";
import { page } from "../../paths.ts";
import { useMay } from "../../shell/session-context.ts";
import { Notice } from "../../ui/notice.tsx";
import css from "./integrations.module.css";

/** Who can fix it, and where. */
export function NotConfigured({ service, title }: { service: string; title: string }) {
  const may = useMay("connectors.manage");
  return (
    <div className={css.setup}>
      <Notice tone="attention">
        {title} does not know this gateway yet, so nobody can connect it.{" "}
        {may ? `Register an app at ${title} and enter it here.` : "An owner or admin adds a provider app."}
      </Notice>
      {may && (
        <div>
          <Button component={Link} to={page.apps({ add: service })} variant="default">
            Add provider app
          </Button>
        </div>
      )}
    </div>
  );
}
