import { Drawer } from "@mantine/core";
import { useNavigate, useParams } from "react-router";
import type { Connector } from "../../api/contract.ts";
import { page } from "../../paths.ts";
import { ConnectorDetails } from "./connector-details.tsx";

/** `/settings/connectors/:id`. Escape leads back to the row. */
export function ConnectorDrawer({ connectors }: { connectors: readonly Connector[] }) {
  const { id } = useParams();
  const navigate = useNavigate();
  const connector = connectors.find((each) => each.id === id);
  return (
    <Drawer
      opened={id !== undefined}
      onClose={() => navigate(page.connectors())}
      position="right"
      size={560}
      title={connector?.name ?? "Connector"}
    >
      {connector ? (
        <ConnectorDetails connector={connector} />
      ) : (
        <p>There is no such connector in this workspace.</p>
      )}
    </Drawer>
  );
}
