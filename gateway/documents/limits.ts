/** What reading one file may take. Files are hostile: every loop in this room ends at one of these. */
export const LIMITS = {
  /** Bytes of a file as it comes. */
  fileBytes: 40 * 1024 * 1024,
  /** Bytes that all parts of one file may unpack to. */
  unpackedBytes: 100 * 1024 * 1024,
  /** Parts of one zip. */
  entries: 5_000,
  /** Elements inside one another. */
  depth: 500,
  /** Characters of text handed out. */
  textChars: 2_000_000,
  /** Characters of HTML that are converted. */
  htmlChars: 2_000_000,
  /** HTML elements inside one another: pages of old programs never close theirs. */
  htmlDepth: 5_000,
  /** Strings kept at once: shared strings of a workbook, cells of a table. */
  keptChars: 20_000_000,
  /** Pages of a PDF. */
  pages: 5_000,
} as const;
