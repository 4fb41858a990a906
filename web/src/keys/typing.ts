/** Single keys are letters to whoever writes, and search in lists and menus. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const field = target.closest(
    "input,textarea,select,[contenteditable=''],[contenteditable=true],[role=textbox],[role=combobox],[role=listbox],[role=menu]",
  );
  if (!(field instanceof HTMLInputElement)) return field !== null;
  return !["checkbox", "radio", "button", "submit", "reset"].includes(field.type);
}

/** A dialog or a menu has the person's word first. */
export const isBusy = (): boolean => document.querySelector("[aria-modal=true],[role=menu]") !== null;
