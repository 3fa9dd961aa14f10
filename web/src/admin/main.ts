import { createPinia } from 'pinia';
import { createApp } from 'vue';
import '@/shared/styles/tokens.css';
import '@/shared/styles/base.css';
import { i18n } from '@/shared/i18n';
import App from './App.vue';
import { useElements } from './elements';
import { router } from './router';
import { watchSession } from './session';
import './admin.css';

const app = createApp(App).use(createPinia()).use(i18n).use(router);
useElements(app);
watchSession();
app.mount('#app');
