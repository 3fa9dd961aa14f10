// Keys that work everywhere except while typing: single keys by name, and g followed by a letter to go to a page.
interface Keys {
  go?: (key: string) => void;
  [key: string]: ((key: string) => void) | undefined;
}

export function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Starts listening; the answer stops it. A dialog that is open keeps the keys to itself. */
export function shortcuts(keys: Keys, on: Document = document): () => void {
  let going = 0;
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || [...on.querySelectorAll('[role="dialog"]')].some((box) => (box as HTMLElement).offsetParent !== null)) return;
    if (going && event.timeStamp - going < 1500 && keys.go) {
      going = 0;
      event.preventDefault();
      keys.go(event.key);
      return;
    }
    if (event.key === 'g' && keys.go) {
      going = event.timeStamp || 1;
      return;
    }
    const act = event.key === 'go' ? undefined : keys[event.key];
    // Enter and space belong to the control that has the focus.
    if (!act || ((event.key === 'Enter' || event.key === ' ') && event.target instanceof HTMLElement && event.target.closest('a, button, summary'))) return;
    event.preventDefault();
    act(event.key);
  };
  on.addEventListener('keydown', listen);
  return () => on.removeEventListener('keydown', listen);
}
