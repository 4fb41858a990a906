import { Page } from "../../ui/page.tsx";

export function CallbackPage() {
  return <Page title="Connecting integration…">{null}</Page>;
}
