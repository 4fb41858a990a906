// The page of the API's description writes HTML as text: what DOMPurify has cleaned, and constants of its own. That much
// is let through; scripts and addresses of scripts are not. See docs/decisions/0040-a-page-of-the-api.md.
window.trustedTypes?.createPolicy("default", { createHTML: (html) => html });
