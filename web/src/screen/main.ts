import { createPinia } from 'pinia';
import { createApp } from 'vue';
import '@/shared/styles/tokens.css';
import '@/shared/styles/base.css';
import { i18n } from '@/shared/i18n';
import App from './App.vue';
import { router } from './router';

createApp(App).use(createPinia()).use(i18n).use(router).mount('#app');
