import { Button } from "@mantine/core";
import type { CatalogProvider } from "../../../scopes/pick.ts";
import { CopyButton } from "../../../ui/copy.tsx";
import { Link as LinkIcon } from "../../../ui/icons.tsx";
import { appWords as words } from "../../../words/apps.ts";
import type { Guide } from "../../../words/guides/index.ts";

/** To the provider's own console. Only a person's click goes there; nothing is fetched. */
export function Away({ label, url }: { label: string; url: string }) {
  if (!url) return null;
  return (
    <Button
      component="a"
      href={url}
      target="_blank"
      rel="noreferrer noopener"
      variant="default"
      size="sm"
      leftSection={<LinkIcon />}
      title={words.newTab}
    >
      {words.openConsole(label)}
    </Button>
  );
}

/** For a colleague who owns the console and has no account here: text without secrets. */
export function ShareButton({ provider, guide }: { provider: CatalogProvider; guide: Guide }) {
  const scopes = [
    ...new Set(provider.servers.flatMap((server) => server.tools.flatMap((tool) => tool.scopes))),
  ];
  const identity = provider.identity_scopes.map(({ scope }) => scope);
  const text = words.shareText(provider.title, provider.redirect_uri, guide.auth, [...identity, ...scopes]);
  return <CopyButton value={text} what={words.shareWhat} word={words.share} />;
}
