import { createRouter, createWebHistory } from 'vue-router';
import type { Right } from './permissions';

declare module 'vue-router' {
  interface RouteMeta {
    title?: string;
    rights?: readonly Right[];
    bare?: boolean;
  }
}

export const router = createRouter({
  history: createWebHistory('/admin/'),
  routes: [
    { path: '/', component: () => import('./features/worklist/WorklistPage.vue'), meta: { title: 'worklist', rights: ['staff'] } },
    { path: '/orders', component: () => import('./features/orders/OrdersPage.vue'), meta: { title: 'orders', rights: ['staff'] } },
    { path: '/orders/new', component: () => import('./features/orders/NewOrderPage.vue'), meta: { title: 'newOrder', rights: ['clerk'] } },
    { path: '/orders/:id', component: () => import('./features/orders/OrderPage.vue'), props: true, meta: { title: 'order', rights: ['staff'] } },
    { path: '/dispatch', component: () => import('./features/dispatch/BoardPage.vue'), meta: { title: 'dispatch', rights: ['dispatcher'] } },
    { path: '/hours', component: () => import('./features/hours/HoursPage.vue'), meta: { title: 'hours', rights: ['staff'] } },
    { path: '/proof', component: () => import('./features/proof/ProofPage.vue'), meta: { title: 'proof', rights: ['clerk'] } },
    { path: '/sites', component: () => import('./features/sites/SitesPage.vue'), meta: { title: 'sites', rights: ['staff', 'system_admin'] } },
    { path: '/sites/:id', component: () => import('./features/sites/SitePage.vue'), props: true, meta: { title: 'site', rights: ['staff', 'system_admin'] } },
    { path: '/sites/:id/code', component: () => import('./features/sites/SiteCodePage.vue'), props: true, meta: { title: 'siteCode', rights: ['clerk'], bare: true } },
    { path: '/menu', component: () => import('./features/menu/MenuPage.vue'), meta: { title: 'menu', rights: ['staff', 'system_admin'] } },
    { path: '/teams', component: () => import('./features/teams/TeamsPage.vue'), meta: { title: 'teams', rights: ['staff'] } },
    { path: '/teams/:id', component: () => import('./features/teams/TeamPage.vue'), props: true, meta: { title: 'team', rights: ['staff'] } },
    { path: '/organisations', component: () => import('./features/organisations/OrganisationsPage.vue'), meta: { title: 'organisations', rights: ['staff'] } },
    { path: '/imports', component: () => import('./features/imports/ImportsPage.vue'), meta: { title: 'imports', rights: ['clerk'] } },
    { path: '/imports/:id', component: () => import('./features/imports/ImportPage.vue'), props: true, meta: { title: 'import', rights: ['clerk'] } },
    { path: '/duplicates', component: () => import('./features/duplicates/DuplicatesPage.vue'), meta: { title: 'duplicates', rights: ['clerk'] } },
    { path: '/people', component: () => import('./features/people/PeoplePage.vue'), meta: { title: 'people', rights: ['security_admin'] } },
    { path: '/audit', component: () => import('./features/audit/AuditPage.vue'), meta: { title: 'audit', rights: ['auditor'] } },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});
