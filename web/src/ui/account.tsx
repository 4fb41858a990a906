/** An account at a provider. Where an address does not fit on a line it is broken at its `@`. */
export function Account({ name }: { name: string | null }) {
  const at = name?.lastIndexOf("@") ?? -1;
  if (name === null || at < 1) return name;
  return (
    <>
      {name.slice(0, at)}
      <wbr />
      {name.slice(at)}
    </>
  );
}
