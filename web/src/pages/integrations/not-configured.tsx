import { Button } from "@mantine/core";
import { Link } from "react-router";
import { page } from "../../paths.ts";
import { useMay } from "../../shell/session-context.ts";
import { Notice } from "../../ui/notice.tsx";
import { notConfigured as words } from "../../words/integrations.ts";
import css from "./integrations.module.css";

/** Who can fix it, and where. */
export function NotConfigured({ service, title }: { service: string; title: string }) {
  const may = useMay("connectors.manage");
  return (
    <div className={css.setup}>
      <Notice tone="attention">{words.doesNotKnowThisGatewayYet(title, may)}</Notice>
      {may && (
        <div>
          <Button component={Link} to={page.apps({ add: service })} variant="default">
            {words.addProviderApp}
          </Button>
        </div>
      )}
    </div>
  );
}
