import { createRouter, createWebHistory } from 'vue-router';

// /screen/?site_id=… shows a subtree of one's own.
export const router = createRouter({
  history: createWebHistory('/screen/'),
  routes: [
    { path: '/', component: () => import('./ScreenPage.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});
