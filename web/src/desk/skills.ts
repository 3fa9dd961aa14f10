import { api, ask } from '@/shared/api/client';
import { ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { answers } from './offline/idb';

type Skill = { code: string; name: string; name_en: string };
const list = ref<Skill[]>([]);
let asked = false;

/** Name of a skill in the present language; its code until the list is here. */
export function useSkills() {
  const { locale } = useI18n();
  if (!asked) {
    asked = true;
    ask(api.GET('/api/skills')).then(
      async ({ skills }) => {
        list.value = skills;
        await answers.put({ path: '/api/skills', owner: '', at_ms: Date.now(), data: skills }).catch(() => {});
      },
      async () => {
        asked = false;
        list.value = ((await answers.get('/api/skills').catch(() => undefined))?.data as Skill[] | undefined) ?? [];
      },
    );
  }
  return (code: string) => {
    const found = list.value.find((one) => one.code === code);
    return found ? (locale.value === 'en' ? found.name_en : found.name) : code;
  };
}
