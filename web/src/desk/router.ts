import { createRouter, createWebHistory } from 'vue-router';

// Each feature adds its routes here, lazily: { path: '/orders', component: () => import('./features/orders/…') }.
export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes: [
    { path: '/', component: () => import('./WelcomePage.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});
