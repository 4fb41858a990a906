import { z } from "zod";
import { type Api, path, readAnswer } from "../kit/index.ts";
import { editorAnswer } from "./request.ts";

const textSchema = z.object({
  textElements: z
    .array(
      z.object({
        textRun: z.object({ content: z.string().default("") }).optional(),
        autoText: z.object({ content: z.string().default("") }).optional(),
        paragraphMarker: z
          .object({ bullet: z.object({ nestingLevel: z.int().optional() }).optional() })
          .optional(),
      }),
    )
    .default([]),
});
type Text = z.output<typeof textSchema>;

const elementSchema = z.object({
  objectId: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  shape: z
    .object({
      placeholder: z.object({ type: z.string().optional() }).optional(),
      text: textSchema.optional(),
    })
    .optional(),
  table: z
    .object({
      tableRows: z
        .array(z.object({ tableCells: z.array(z.object({ text: textSchema.optional() })).default([]) }))
        .default([]),
    })
    .optional(),
  image: z.object({}).optional(),
  get elementGroup(): z.ZodOptional<
    z.ZodObject<{ children: z.ZodDefault<z.ZodArray<typeof elementSchema>> }>
  > {
    return z.object({ children: z.array(elementSchema).default([]) }).optional();
  },
});
type Element = z.output<typeof elementSchema>;

const pageElements = z.array(elementSchema).default([]);
const presentationSchema = z.object({
  slides: z
    .array(
      z.object({
        pageElements,
        slideProperties: z
          .object({
            isSkipped: z.boolean().optional(),
            notesPage: z
              .object({
                notesProperties: z.object({ speakerNotesObjectId: z.string().optional() }).optional(),
                pageElements,
              })
              .optional(),
          })
          .optional(),
      }),
    )
    .default([]),
});
export type Presentation = z.output<typeof presentationSchema>;

const FIELDS =
  "slides(pageElements,slideProperties(isSkipped,notesPage(notesProperties(speakerNotesObjectId),pageElements)))";

/** https://developers.google.com/workspace/slides/api/reference/rest/v1/presentations/get */
export async function readSlides(api: Api, presentationId: string): Promise<Presentation> {
  const at = path`/presentations/${presentationId}`;
  const answer = await editorAnswer(api, at, "slides", { fields: FIELDS });
  return readAnswer(presentationSchema, answer);
}

/** Slide by slide: titles, texts, tables, named pictures, speaker notes. Pure. */
export function slidesText({ slides }: Presentation): string {
  return slides
    .map(({ pageElements: elements, slideProperties: of }, at) => {
      const skipped = of?.isSkipped ? " (skipped when presented)" : "";
      const notesId = of?.notesPage?.notesProperties?.speakerNotesObjectId;
      const notes = (of?.notesPage?.pageElements ?? [])
        .filter(({ objectId }) => objectId === notesId && notesId !== undefined)
        .flatMap(elementText);
      return [
        `## Slide ${at + 1}${skipped}`,
        ...elements.flatMap(elementText),
        ...(notes.length > 0 ? [`Notes: ${notes.join("\n")}`] : []),
      ].join("\n\n");
    })
    .join("\n\n");
}

function elementText(element: Element): string[] {
  const { shape, table, elementGroup, image, description, title } = element;
  if (elementGroup) return elementGroup.children.flatMap(elementText);
  if (table) return [tableText(table.tableRows.map((row) => row.tableCells.map(({ text }) => plain(text))))];
  if (image) return description || title ? [`[picture: ${description || title}]`] : [];
  const text = plain(shape?.text);
  if (text === "") return [];
  return [/TITLE$/.test(shape?.placeholder?.type ?? "") ? `**${text.replaceAll("\n", " ")}**` : text];
}

function plain(text: Text | undefined): string {
  let bullet = "";
  let fresh = false;
  let built = "";
  for (const { paragraphMarker, textRun, autoText } of text?.textElements ?? []) {
    if (paragraphMarker) {
      bullet = paragraphMarker.bullet ? `${"  ".repeat(paragraphMarker.bullet.nestingLevel ?? 0)}- ` : "";
      fresh = true;
    }
    const content = (textRun ?? autoText)?.content.replaceAll("\u000b", "\n");
    if (content === undefined) continue;
    built += fresh && content.trim() !== "" ? bullet + content : content;
    if (content.trim() !== "") fresh = false;
  }
  return built.trim();
}

function tableText(rows: readonly string[][]): string {
  return rows
    .map(
      (row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", "<br>")).join(" | ")} |`,
    )
    .join("\n");
}
