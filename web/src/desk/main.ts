import { createPinia } from 'pinia';
import { Locale } from 'vant';
import enUS from 'vant/es/locale/lang/en-US';
import { createApp } from 'vue';
// One style sheet per component used, without the icon font: its data: address is refused by the policy.
import 'vant/es/style/base.css';
import 'vant/es/loading/index.css';
import 'vant/es/pull-refresh/index.css';
import 'vant/es/skeleton/index.css';
import 'vant/es/skeleton-paragraph/index.css';
import 'vant/es/skeleton-title/index.css';
import '@/shared/styles/tokens.css';
import '@/shared/styles/base.css';
import './styles/desk.css';
import { i18n } from '@/shared/i18n';
import App from './App.vue';
import { router } from './router';

if (i18n.global.locale.value === 'en') Locale.use('en-US', enUS);
document.documentElement.lang = i18n.global.locale.value;
const print = /(?:^|;\s*)print=(large)/.exec(document.cookie)?.[1];
if (print) document.documentElement.dataset['print'] = print;
const contrast = /(?:^|;\s*)contrast=(high)/.exec(document.cookie)?.[1];
if (contrast) document.documentElement.dataset['contrast'] = contrast;

createApp(App).use(createPinia()).use(i18n).use(router).mount('#app');

// Keeps the desk itself on the phone; the steps and answers are kept by offline/.
if (import.meta.env.PROD && 'serviceWorker' in navigator) void navigator.serviceWorker.register('/desk-sw.js', { scope: '/desk' }).catch(() => {});
