/** A constructed sheet is no inline style, so that the strictest `style-src` of a host page lets it be. */
export function sheet(): CSSStyleSheet {
  const own = new CSSStyleSheet();
  own.replaceSync(`
:host{display:block;font:14px/20px system-ui,sans-serif}
:host([hidden]){display:none}
:host([theme=light]){color-scheme:light}
:host([theme=dark]){color-scheme:dark}
:host([theme=auto]){color-scheme:light dark}
section{display:flex;gap:10px;padding:12px 14px;border:1px solid transparent;border-radius:8px;
background:var(--valetkey-background,light-dark(#fff1cf,#33280d));color:var(--valetkey-text,light-dark(#7a4b00,#f2c14e))}
section:empty{display:none}
svg{flex:none;width:20px;height:20px}
strong{font-weight:600}
ul{list-style:none;margin:4px 0 0;padding:0;display:grid;gap:4px}
div{min-width:0;overflow-wrap:anywhere}
a,button{font:inherit;color:inherit;display:inline-block;min-height:24px;font-weight:500;text-decoration:underline;text-underline-offset:3px}
button{border:0;background:none;padding:0;cursor:pointer}
:focus-visible{outline:2px solid currentColor;outline-offset:2px}
.h{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media(forced-colors:active){section{border-color:CanvasText}}`);
  return own;
}
