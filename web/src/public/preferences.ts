// 大字, 高对比, EN/中: the buttons post a form; with script the cookie is written here and the page keeps its place.
// The server reads the same cookies (print, contrast, lang) when it renders the next page.
const cookie = (name: string, value: string) => {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
};

export function startPreferences(): void {
  const root = document.documentElement;
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-preference]')) {
    const name = button.name as 'print' | 'contrast' | 'lang';
    button.addEventListener('click', (event) => {
      event.preventDefault();
      cookie(name, button.value);
      if (name === 'lang') return location.reload();
      root.dataset[name] = button.value;
      const on = button.value !== 'normal';
      for (const twin of document.querySelectorAll<HTMLButtonElement>(`[data-preference][name="${name}"]`)) {
        twin.setAttribute('aria-pressed', String(on));
        twin.value = on ? 'normal' : twin.dataset['on']!;
      }
    });
  }
}
