import { Page } from "../../ui/page.tsx";

export function ConnectorsPage() {
  return <Page title="Connectors">{null}</Page>;
}
