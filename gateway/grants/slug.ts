/** `google_ada`, then `google_ada_2`: lower snake case, at most 48 characters, unique among `taken`. */
export function slugFor(provider: string, label: string, taken: ReadonlySet<string>): string {
  const word = (label.split("@")[0] ?? "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 32);
  const base = word && word !== provider ? `${provider}_${word}` : provider;
  if (!taken.has(base)) return base;
  for (let n = 2; ; n++) if (!taken.has(`${base}_${n}`)) return `${base}_${n}`;
}
