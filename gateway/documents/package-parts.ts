import { Unreadable } from "./protocol.ts";
import { attr, walkXml, type XmlHandler } from "./xml.ts";
import type { Zip } from "./zip.ts";

export interface Relation {
  /** Last segment of the relationship's type: `hyperlink`, `worksheet`, `slide`. */
  type: string;
  /** Path inside the package, or the address as it stands when `external`. */
  target: string;
  external: boolean;
}

export type OfficeKind = "word" | "sheet" | "slides";

/** An Open Packaging file (ECMA-376 part 2): parts, and the relations between them. */
export class OfficePackage {
  #zip: Zip;
  constructor(zip: Zip) {
    this.#zip = zip;
  }

  has(part: string): boolean {
    return this.#zip.names.includes(part.toLowerCase());
  }

  names(): string[] {
    return this.#zip.names;
  }

  /** Walks a part; nothing where there is none of this name. */
  walk(part: string, handler: XmlHandler): void {
    const bytes = this.#zip.read(part);
    if (bytes) walkXml(bytes, handler);
  }

  /** What a part refers to, by id. */
  relations(part: string): Map<string, Relation> {
    const cut = part.lastIndexOf("/") + 1;
    const [folder, file] = [part.slice(0, cut), part.slice(cut)];
    const found = new Map<string, Relation>();
    this.walk(`${folder}_rels/${file}.rels`, {
      open(name, attributes) {
        const [id, target] = [attr(attributes, "Id"), attr(attributes, "Target")];
        if (name !== "Relationship" || id === undefined || target === undefined) return;
        const external = attr(attributes, "TargetMode") === "External";
        const type = (attr(attributes, "Type") ?? "").split("/").at(-1) ?? "";
        found.set(id, { type, external, target: external ? target : resolve(folder, target) });
      },
    });
    return found;
  }

  /** The path of the only part of a kind that `part` refers to. */
  related(part: string, type: string): string | undefined {
    for (const one of this.relations(part).values()) {
      if (one.type === type && !one.external) return one.target;
    }
    return undefined;
  }

  /** The part that the file is about, and of which kind it is. Throws `Unreadable` for other packages. */
  main(): { part: string; kind: OfficeKind } {
    const part = this.related("", "officeDocument");
    if (part === undefined || !this.has(part)) throw new Unreadable("damaged");
    let type = "";
    this.walk("[Content_Types].xml", {
      open(name, attributes) {
        const named = attr(attributes, "PartName")?.replace(/^\//, "").toLowerCase();
        if (name === "Override" && named === part.toLowerCase()) type = attr(attributes, "ContentType") ?? "";
      },
    });
    if (type.includes("wordprocessingml") || part.startsWith("word/")) return { part, kind: "word" };
    if (type.includes("binary")) throw new Unreadable("old_office");
    if (type.includes("spreadsheetml") || part.startsWith("xl/")) return { part, kind: "sheet" };
    if (type.includes("presentationml") || part.startsWith("ppt/")) return { part, kind: "slides" };
    throw new Unreadable("other_office");
  }
}

/** A target as a path inside the package. */
function resolve(folder: string, target: string): string {
  if (target.startsWith("/")) return target.slice(1);
  const path: string[] = folder.split("/").slice(0, -1);
  for (const step of target.split("/")) {
    if (step === "..") path.pop();
    else if (step !== "." && step !== "") path.push(step);
  }
  return path.join("/");
}
