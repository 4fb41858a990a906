import type { ReactNode } from "react";
import { Link } from "react-router";

/** An address that the gateway gave: a link where it is one of this app, else plain text, because it leads elsewhere. */
export function OwnLink({ url, children }: { url: string; children: ReactNode }) {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.origin !== window.location.origin)
    return (
      <>
        {children}: <code>{url}</code>
      </>
    );
  return <Link to={parsed.pathname + parsed.search}>{children}</Link>;
}
