import { createApp } from 'vue';
import '@/shared/styles/tokens.css';
import '@/shared/styles/base.css';
import './screen.css';
import { i18n, chosenLanguage } from '@/shared/i18n';
import App from './App.vue';
import { router } from './router';

document.documentElement.lang = chosenLanguage();
createApp(App).use(i18n).use(router).mount('#app');
