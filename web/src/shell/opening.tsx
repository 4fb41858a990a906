import { useMatches } from "react-router";
import { Page } from "../ui/page.tsx";

/** The page's heading while its own code is on its way: header and navigation work by then. */
export function Opening() {
  const title = useMatches().at(-1)?.handle as string;
  return <Page title={title}>{null}</Page>;
}
