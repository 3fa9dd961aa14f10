// A form marked data-draft="name" keeps what was typed until it is sent, in this tab only (sessionStorage), so that
// signing in, a lost connection or a wrong turn costs nothing. Passwords, codes and consent are never kept, and what
// the server filled in wins over the draft.
const skipped = (field: HTMLInputElement) => ['password', 'hidden', 'submit', 'file'].includes(field.type) || field.autocomplete === 'one-time-code' || field.dataset['draft'] === 'never';

export function startDrafts(storage: Storage = sessionStorage): void {
  const sent = document.querySelector<HTMLElement>('[data-draft-sent]')?.dataset['draftSent'];
  if (sent) storage.removeItem(`draft:${sent}`);
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-draft]')) {
    const key = `draft:${form.dataset['draft']}`;
    const fields = () => [...form.elements].filter((field): field is HTMLInputElement => 'name' in field && !!(field as HTMLInputElement).name && !skipped(field as HTMLInputElement));
    const tick = (field: HTMLInputElement) => field.type === 'radio' || field.type === 'checkbox';
    let kept: Record<string, string> = {};
    try {
      kept = JSON.parse(storage.getItem(key) ?? '{}') as Record<string, string>;
    } catch {
      storage.removeItem(key);
    }
    let restored = false;
    if (form.dataset['filled'] !== 'yes') {
      for (const field of fields()) {
        const value = kept[field.name];
        if (value === undefined) continue;
        if (field.type === 'checkbox') continue;
        if (field.type === 'radio') {
          if (field.value === value && !field.checked) restored = field.checked = true;
        } else if (!field.value && value) {
          field.value = value;
          restored = true;
        }
      }
    }
    const note = form.querySelector<HTMLElement>('[data-draft-note]');
    if (note && restored) note.hidden = false;
    form.addEventListener('input', () => {
      const now: Record<string, string> = {};
      for (const field of fields()) if (!tick(field) || (field.type === 'radio' && field.checked)) now[field.name] = field.value;
      storage.setItem(key, JSON.stringify(now));
    });
    let sending = false;
    form.addEventListener('submit', (event) => {
      if (sending) event.preventDefault();
      sending = true;
      form.querySelector('[type=submit]')?.setAttribute('aria-busy', 'true');
    });
    addEventListener('pageshow', () => {
      sending = false;
      form.querySelector('[aria-busy]')?.removeAttribute('aria-busy');
    });
  }
}
