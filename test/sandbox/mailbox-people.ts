/** Who writes to whom in the seeded mail. Every domain is reserved for tests (RFC 2606, RFC 6761). */
export const people = {
  ada: { name: "Ada Lindqvist", email: "ada@acme.test" },
  ben: { name: "Ben Okafor", email: "ben@acme.test" },
  chloe: { name: "Chloé Dubois", email: "chloe@acme.test" },
  clara: { name: "Clara Nyström", email: "clara@acme.test" },
  dmitri: { name: "Дмитрий Орлов", email: "dmitri@severny.test" },
  emi: { name: "星野 恵美", email: "emi@hoshino.test" },
  farah: { name: "فرح الخطيب", email: "farah@noor.test" },
  greta: { name: "Greta Weiß", email: "greta.weiss@kraft-logistik.test" },
  hugo: { name: "Hugo Martín", email: "hugo@lumen.test" },
  ines: { name: "Ines Carvalho", email: "ines@acme.test" },
  jonas: { name: "Jonas Meyer, Legal", email: "jonas.meyer@acme.test" },
  billing: { name: "Northwind Billing", email: "billing@northwind.test" },
  news: { name: "The Harbour Weekly", email: "newsletter@harbour-weekly.test" },
  alerts: { name: "Pager", email: "no-reply@pager.test" },
  travel: { name: "Railway & Air", email: "tickets@railair.test" },
  shop: { name: "Ofcenter", email: "orders@ofcenter.test" },
  spam: { name: "Prize Department", email: "winner@totally-real.test" },
} as const;
export type Who = keyof typeof people;
