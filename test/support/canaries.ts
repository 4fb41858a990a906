/** A secret and what to call it in a failure. */
export interface Canary {
  name: string;
  value: string | Buffer;
}
export interface Haystack {
  where: string;
  text: string;
}

/** The base64 of a value wherever it may start inside something longer: three ways, ends left off. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
  });
}

/** Every form a secret may show up in. Hex in both cases. */
export function formsOf(value: string | Buffer): string[] {
  const bytes = Buffer.from(value);
  const base64 = base64Forms(bytes);
  const hex = bytes.toString("hex");
  const plain =
    typeof value === "string" ? [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)] : [];
  const url = base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"));
  return [
    ...new Set([...plain, ...base64, ...base64.map(encodeURIComponent), ...url, hex, hex.toUpperCase()]),
  ];
}

/** Where any form of any canary is found: `name in where`. */
export function findCanaries(canaries: readonly Canary[], haystacks: readonly Haystack[]): string[] {
  const needles = canaries.flatMap(({ name, value }) => {
    if (value.length < 12) throw new Error(`${name} is too short to be told from chance`);
    return formsOf(value).map((form) => ({ name, form }));
  });
  const found = new Set<string>();
  for (const { where, text } of haystacks) {
    for (const { name, form } of needles) if (text.includes(form)) found.add(`${name} in ${where}`);
  }
  return [...found];
}
