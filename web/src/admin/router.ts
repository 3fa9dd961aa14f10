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
    { path: '/activities', component: () => import('./features/activities/ActivitiesPage.vue'), meta: { title: 'activities', rights: ['staff'] } },
    { path: '/activities/new', component: () => import('./features/activities/EditActivityPage.vue'), meta: { title: 'newActivity', rights: ['clerk'] } },
    { path: '/activities/:id', component: () => import('./features/activities/ActivityPage.vue'), props: true, meta: { title: 'activity', rights: ['staff'] } },
    { path: '/activities/:id/edit', component: () => import('./features/activities/EditActivityPage.vue'), props: true, meta: { title: 'editActivity', rights: ['clerk'] } },
    { path: '/activities/:id/roster', component: () => import('./features/activities/RosterPrintPage.vue'), props: true, meta: { title: 'roster', rights: ['staff'], bare: true } },
    { path: '/projects', component: () => import('./features/projects/ProjectsPage.vue'), meta: { title: 'projects', rights: ['staff'] } },
    { path: '/projects/:id', component: () => import('./features/projects/ProjectPage.vue'), props: true, meta: { title: 'project', rights: ['staff'] } },
    { path: '/articles', component: () => import('./features/content/ArticlesPage.vue'), meta: { title: 'articles', rights: ['staff'] } },
    { path: '/articles/new', component: () => import('./features/content/EditArticlePage.vue'), meta: { title: 'newArticle', rights: ['clerk'] } },
    { path: '/articles/channels', component: () => import('./features/channels/ChannelsPage.vue'), meta: { title: 'channels', rights: ['staff'] } },
    { path: '/articles/:id', component: () => import('./features/content/ArticlePage.vue'), props: true, meta: { title: 'article', rights: ['staff'] } },
    { path: '/articles/:id/edit', component: () => import('./features/content/EditArticlePage.vue'), props: true, meta: { title: 'editArticle', rights: ['clerk'] } },
    { path: '/media', component: () => import('./features/content/MediaPage.vue'), meta: { title: 'media', rights: ['staff'] } },
    { path: '/broadcasts', component: () => import('./features/live/BroadcastsPage.vue'), meta: { title: 'broadcasts', rights: ['staff'] } },
    { path: '/broadcasts/:id', component: () => import('./features/live/BroadcastPage.vue'), props: true, meta: { title: 'broadcast', rights: ['staff'] } },
    { path: '/hours', component: () => import('./features/hours/HoursPage.vue'), meta: { title: 'hours', rights: ['staff'] } },
    { path: '/hours/disputes', component: () => import('./features/hours/DisputesPage.vue'), meta: { title: 'disputes', rights: ['staff'] } },
    { path: '/hours/late', component: () => import('./features/hours/LatePage.vue'), meta: { title: 'late', rights: ['staff'] } },
    { path: '/figures', component: () => import('./features/figures/FiguresPage.vue'), meta: { title: 'figures', rights: ['staff'] } },
    { path: '/proof', component: () => import('./features/proof/ProofPage.vue'), meta: { title: 'proof', rights: ['clerk'] } },
    { path: '/proof/issued', component: () => import('./features/proof/IssuedPage.vue'), meta: { title: 'issued', rights: ['clerk'] } },
    { path: '/proof/batches', component: () => import('./features/proof/BatchesPage.vue'), meta: { title: 'batches', rights: ['clerk'] } },
    { path: '/proof/stars', component: () => import('./features/proof/StarsPage.vue'), meta: { title: 'stars', rights: ['clerk'] } },
    { path: '/courses', component: () => import('./features/courses/CoursesPage.vue'), meta: { title: 'courses', rights: ['staff'] } },
    { path: '/courses/:id', component: () => import('./features/courses/CoursePage.vue'), props: true, meta: { title: 'course', rights: ['staff'] } },
    { path: '/surveys', component: () => import('./features/surveys/SurveysPage.vue'), meta: { title: 'surveys', rights: ['staff'] } },
    { path: '/surveys/new', component: () => import('./features/surveys/EditSurveyPage.vue'), meta: { title: 'newSurvey', rights: ['clerk'] } },
    { path: '/surveys/:id', component: () => import('./features/surveys/SurveyPage.vue'), props: true, meta: { title: 'survey', rights: ['staff'] } },
    { path: '/surveys/:id/edit', component: () => import('./features/surveys/EditSurveyPage.vue'), props: true, meta: { title: 'editSurvey', rights: ['clerk'] } },
    { path: '/surveys/:id/paper', component: () => import('./features/surveys/PaperPage.vue'), props: true, meta: { title: 'surveyPaper', rights: ['clerk'] } },
    { path: '/training', component: () => import('./features/training/TrainingPage.vue'), meta: { title: 'training', rights: ['clerk'] } },
    { path: '/sites', component: () => import('./features/sites/SitesPage.vue'), meta: { title: 'sites', rights: ['staff', 'system_admin'] } },
    { path: '/sites/:id', component: () => import('./features/sites/SitePage.vue'), props: true, meta: { title: 'site', rights: ['staff', 'system_admin'] } },
    { path: '/sites/:id/code', component: () => import('./features/sites/SiteCodePage.vue'), props: true, meta: { title: 'siteCode', rights: ['clerk'], bare: true } },
    { path: '/menu', component: () => import('./features/menu/MenuPage.vue'), meta: { title: 'menu', rights: ['staff', 'system_admin'] } },
    { path: '/volunteers', component: () => import('./features/volunteers/VolunteersPage.vue'), meta: { title: 'volunteers', rights: ['staff'] } },
    { path: '/volunteers/new', component: () => import('./features/volunteers/NewVolunteerPage.vue'), meta: { title: 'newVolunteer', rights: ['clerk'] } },
    { path: '/teams', component: () => import('./features/teams/TeamsPage.vue'), meta: { title: 'teams', rights: ['staff'] } },
    { path: '/teams/:id', component: () => import('./features/teams/TeamPage.vue'), props: true, meta: { title: 'team', rights: ['staff'] } },
    { path: '/organisations', component: () => import('./features/organisations/OrganisationsPage.vue'), meta: { title: 'organisations', rights: ['staff'] } },
    { path: '/imports', component: () => import('./features/imports/ImportsPage.vue'), meta: { title: 'imports', rights: ['clerk'] } },
    { path: '/imports/:id', component: () => import('./features/imports/ImportPage.vue'), props: true, meta: { title: 'import', rights: ['clerk'] } },
    { path: '/duplicates', component: () => import('./features/duplicates/DuplicatesPage.vue'), meta: { title: 'duplicates', rights: ['clerk'] } },
    { path: '/people', component: () => import('./features/people/PeoplePage.vue'), meta: { title: 'people', rights: ['security_admin'] } },
    { path: '/keys', component: () => import('./features/keys/KeysPage.vue'), meta: { title: 'keys', rights: ['system_admin'] } },
    { path: '/anomalies', component: () => import('./features/anomalies/AnomaliesPage.vue'), meta: { title: 'anomalies', rights: ['auditor'] } },
    { path: '/audit', component: () => import('./features/audit/AuditPage.vue'), meta: { title: 'audit', rights: ['auditor'] } },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});
