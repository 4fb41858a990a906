import { page } from "../../paths.ts";
import { Tabs } from "../../ui/tabs.tsx";
import { connectorWords as words } from "../../words/connectors.ts";

/** What is connected, and what could be. */
export function Views() {
  const tabs = [
    { to: page.connectors(), label: words.connected },
    { to: page.catalogue, label: words.catalogue },
  ];
  return <Tabs label={words.views} tabs={tabs} />;
}
