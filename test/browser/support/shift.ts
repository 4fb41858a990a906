/**
 * What moved under somebody's eyes: a page's layout shift (https://wicg.github.io/layout-instability/), told apart by
 * page view. Runs in the page, before its own code.
 */

/** Of one page view, in the worst window of at most 5 s without a second of rest (https://web.dev/articles/cls). */
export const MOST_SHIFT = 0.05;
/**
 * What a story complains of, "poor" in the words of https://web.dev/articles/cls: in stories others change things under
 * somebody's eyes, and a busy machine takes a page's loading apart. `npm run bench:web` holds pages to `MOST_SHIFT`.
 */
const GROSS_SHIFT = 0.25;

/**
 * The script of a page that tells `window[binding]` of each page view that shifts too much, once. A page view begins
 * with a document or with another path in the address bar, and ends with the first thing that somebody does there: what
 * comes then is what they asked for, however long it takes. Another origin than `origin` is not looked at.
 *
 * `window.layoutShift.pause()` and `.resume()` stand around what no person does to a page, as to change the size of its
 * window. `window.layoutShift.most()` is the figure of this page view so far.
 */
export const watchShifts = (origin: string, binding: string): string => `(() => {
  if (location.origin !== ${JSON.stringify(origin)} || window !== top) return;
  let view, worst, sum, began, last, places, told, touched, paused = false;
  const look = () => {
    if (location.pathname === view) return;
    view = location.pathname;
    worst = sum = 0;
    began = last = -1e9;
    places = new Set();
    told = touched = false;
  };
  const nameOf = (node) => {
    const element = node?.nodeType === 1 ? node : node?.parentElement;
    if (!element) return "what is gone";
    const name = [element.tagName.toLowerCase(), element.getAttribute("aria-label") ?? element.id].join(" ").trim();
    return name + " '" + element.innerText?.slice(0, 40).replaceAll(/\\s+/g, " ") + "'";
  };
  const count = (entries) => {
    look();
    for (const { value, hadRecentInput, startTime, sources } of entries) {
      if (paused || touched || hadRecentInput) continue;
      if (startTime - last > 1_000 || startTime - began > 5_000) {
        sum = 0;
        began = startTime;
        places.clear();
      }
      last = startTime;
      sum += value;
      worst = Math.max(worst, sum);
      for (const { node, previousRect, currentRect } of sources)
        places.add(nameOf(node) + " from " + previousRect.y + " to " + currentRect.y);
      if (worst <= ${GROSS_SHIFT} || told) continue;
      told = true;
      window[${JSON.stringify(binding)}]?.(view + " shifts by " + worst.toFixed(3) + " after " + Math.round(startTime) + " ms: "
        + [...places].slice(0, 5).join("; "));
    }
  };
  look();
  const observer = new PerformanceObserver((list) => count(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  const flush = () => count(observer.takeRecords());
  for (const type of ["pointerdown", "keydown", "input"])
    addEventListener(type, ({ isTrusted }) => { flush(); touched ||= isTrusted; }, true);
  window.layoutShift = {
    pause() { flush(); paused = true; },
    async resume() {
      // What the last frame moved is told of after it.
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      observer.takeRecords();
      paused = false;
    },
    most() { flush(); return worst; },
  };
})()`;
