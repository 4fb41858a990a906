import { z } from "zod";

/** https://developers.google.com/workspace/docs/api/reference/rest/v1/documents: what is read of a document. */
const textStyle = z.object({
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  strikethrough: z.boolean().optional(),
  link: z.object({ url: z.string().optional() }).optional(),
  weightedFontFamily: z.object({ fontFamily: z.string().optional() }).optional(),
});
export type TextStyle = z.output<typeof textStyle>;

const elementSchema = z.object({
  textRun: z.object({ content: z.string().default(""), textStyle: textStyle.default({}) }).optional(),
  footnoteReference: z.object({ footnoteId: z.string(), footnoteNumber: z.string().optional() }).optional(),
  inlineObjectElement: z.object({ inlineObjectId: z.string().default("") }).optional(),
  person: z
    .object({
      personProperties: z.object({ name: z.string().optional(), email: z.string().optional() }).optional(),
    })
    .optional(),
  richLink: z
    .object({
      richLinkProperties: z.object({ title: z.string().optional(), uri: z.string().optional() }).optional(),
    })
    .optional(),
  dateElement: z
    .object({ dateElementProperties: z.object({ displayText: z.string().optional() }).optional() })
    .optional(),
  horizontalRule: z.object({}).optional(),
  equation: z.object({}).optional(),
});
export type Element = z.output<typeof elementSchema>;

const paragraphSchema = z.object({
  elements: z.array(elementSchema).default([]),
  paragraphStyle: z.object({ namedStyleType: z.string().optional() }).optional(),
  bullet: z.object({ listId: z.string().default(""), nestingLevel: z.int().optional() }).optional(),
});
export type Paragraph = z.output<typeof paragraphSchema>;

const contentSchema = z.object({
  paragraph: paragraphSchema.optional(),
  get table(): z.ZodOptional<typeof tableSchema> {
    return tableSchema.optional();
  },
  tableOfContents: z.object({}).optional(),
});
const tableSchema = z.object({
  get tableRows() {
    return z
      .array(
        z.object({
          tableCells: z.array(z.object({ content: z.array(contentSchema).default([]) })).default([]),
        }),
      )
      .default([]);
  },
});
export type Content = z.output<typeof contentSchema>;
export type Table = z.output<typeof tableSchema>;

const body = z.object({ content: z.array(contentSchema).default([]) });
export const documentTabSchema = z.object({
  body: body.optional(),
  footnotes: z.record(z.string(), body).default({}),
  lists: z
    .record(
      z.string(),
      z.object({
        listProperties: z
          .object({
            nestingLevels: z
              .array(z.object({ glyphType: z.string().optional(), glyphSymbol: z.string().optional() }))
              .default([]),
          })
          .optional(),
      }),
    )
    .default({}),
  inlineObjects: z
    .record(
      z.string(),
      z.object({
        inlineObjectProperties: z
          .object({
            embeddedObject: z
              .object({ title: z.string().optional(), description: z.string().optional() })
              .optional(),
          })
          .optional(),
      }),
    )
    .default({}),
});
export type DocumentTab = z.output<typeof documentTabSchema>;

export const docTabSchema = z.object({
  tabProperties: z.object({ tabId: z.string().optional(), title: z.string().optional() }).optional(),
  documentTab: documentTabSchema.optional(),
  get childTabs(): z.ZodOptional<z.ZodArray<typeof docTabSchema>> {
    return z.array(docTabSchema).optional();
  },
});
export type DocTab = z.output<typeof docTabSchema>;
export const documentSchema = z.object({
  title: z.string().default(""),
  tabs: z.array(docTabSchema).default([]),
});
