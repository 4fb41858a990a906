export { fetchSource, fileName } from "./fetch-source.ts";
export { type FileRef, isLink, type Links, openLinks } from "./links.ts";
export { isUpload, openUploads, UPLOAD_BYTES, type Uploads } from "./uploads.ts";
