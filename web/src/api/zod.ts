import { config } from "zod";

// Zod compiles its parsers with `new Function` where it can; the CSP refuses that and reports each try.
config({ jitless: true });
