// One catalogue directory per language; every file in it is a namespace: desk.json holds "desk.*" and so on.
// A feature adds its own file in both languages; the spec beside this file checks that their keys agree.
import { createI18n } from 'vue-i18n';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

type Tree = { [key: string]: string | Tree };

const files = import.meta.glob<Tree>('./*/*.json', { eager: true, import: 'default' });

export function catalogue(language: Language): Record<string, Tree> {
  const all: Record<string, Tree> = {};
  for (const [path, tree] of Object.entries(files)) {
    const match = /^\.\/([^/]+)\/([^/]+)\.json$/.exec(path);
    if (match && match[1] === language) all[match[2]!] = tree;
  }
  return all;
}

/** The server keeps the choice in the cookie `lang` (zh or en), so pages and faces always agree. */
export function chosenLanguage(cookie = document.cookie, browser = navigator.language): Language {
  const chosen = /(?:^|;\s*)lang=(zh|en)/.exec(cookie)?.[1] ?? (browser.toLowerCase().startsWith('en') ? 'en' : 'zh');
  return chosen === 'en' ? 'en' : 'zh-CN';
}

export const i18n = createI18n({
  legacy: false,
  locale: chosenLanguage(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': catalogue('zh-CN'), en: catalogue('en') },
});

export function setLanguage(language: Language): void {
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
  document.cookie = `lang=${language === 'en' ? 'en' : 'zh'}; path=/; max-age=31536000; samesite=lax`;
}
