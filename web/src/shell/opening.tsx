import { useMatches } from "react-router";
import { Bones } from "../ui/loading.tsx";
import { Page } from "../ui/page.tsx";

/** A page's heading while its own code is on its way: header and navigation work by then. */
export function Coming({ title }: { title: string }) {
  return (
    <Page title={title}>
      <div aria-busy="true">
        <Bones count={4} height={40} />
      </div>
    </Page>
  );
}

/** Of the first page of a document; of any later one, the page before it stays. */
export const Opening = () => <Coming title={useMatches().at(-1)?.handle as string} />;
