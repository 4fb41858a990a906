/** How an admin registers the gateway at one provider. Text as data; what differs by workspace is filled in by the page. */
export interface Guide {
  provider: string;
  /** Kind of registration, as in the catalog. */
  kind: string;
  title: string;
  summary: string;
  /** When the steps were last compared with the provider's own documentation. */
  checked: string;
  /** The provider's console, opened in a new tab by the person; nothing is fetched from there. */
  console: { label: string; url: string };
  docs: readonly { label: string; url: string }[];
  /** What is registered, in order. */
  auth: readonly string[];
  /** What a client id and secret of this kind look like; hints while somebody types, never a refusal. */
  looks?: { clientId?: Look; secret?: Look };
  scopes: readonly string[];
  webhooks: string;
  verification: readonly string[];
  troubleshooting: readonly { see: string; means: string; do: string }[];
  rollback: readonly string[];
}

export interface Look {
  pattern: RegExp;
  hint: string;
}
