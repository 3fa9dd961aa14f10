import { i18n } from '@/shared/i18n';
import { nextTick } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
// Not lazily: every page has to open without a connection.
import ActivitiesPage from './features/activities/ActivitiesPage.vue';
import ActivityPage from './features/activities/ActivityPage.vue';
import BookingsPage from './features/bookings/BookingsPage.vue';
import ClaimPage from './features/claim/ClaimPage.vue';
import HoursPage from './features/hours/HoursPage.vue';
import MePage from './features/me/MePage.vue';
import NoticesPage from './features/me/NoticesPage.vue';
import OrderPage from './features/order/OrderPage.vue';
import KioskPage from './features/shift/KioskPage.vue';
import ScanPage from './features/shift/ScanPage.vue';
import ShiftPage from './features/shift/ShiftPage.vue';
import NotVolunteerPage from './features/sign-in/NotVolunteerPage.vue';
import SignInPage from './features/sign-in/SignInPage.vue';
import SessionPage from './features/teaching/SessionPage.vue';
import TeachingPage from './features/teaching/TeachingPage.vue';
import TeamFiguresPage from './features/teams/TeamFiguresPage.vue';
import TeamPage from './features/teams/TeamPage.vue';
import TeamsPage from './features/teams/TeamsPage.vue';
import TodayPage from './features/today/TodayPage.vue';
import { useSession } from './session';

declare module 'vue-router' {
  interface RouteMeta {
    title?: string;
    open?: boolean;
    bare?: boolean;
    /** Uses the whole width of a large screen. */
    wide?: boolean;
  }
}

export const router = createRouter({
  history: createWebHistory('/desk/'),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', component: TodayPage, meta: { title: 'desk.today.title' } },
    { path: '/claim', component: ClaimPage, meta: { title: 'desk.claim.title' } },
    { path: '/orders/:id', component: OrderPage, props: true, meta: { title: 'desk.order.title' } },
    { path: '/activities', component: ActivitiesPage, meta: { title: 'desk.activities.title' } },
    { path: '/activities/:id', component: ActivityPage, props: true, meta: { title: 'desk.activities.title' } },
    { path: '/shifts/:id', component: ShiftPage, props: true, meta: { title: 'shift.title', open: true } },
    { path: '/shifts/:id/scan', component: ScanPage, props: true, meta: { title: 'shift.scan.title', open: true, bare: true } },
    { path: '/kiosk/:id', component: KioskPage, props: true, meta: { title: 'shift.kiosk.open', open: true, bare: true, wide: true } },
    { path: '/bookings', component: BookingsPage, meta: { title: 'venues.deskTitle', open: true } },
    { path: '/teaching', component: TeachingPage, meta: { title: 'courses.teach.title', open: true } },
    { path: '/teaching/:id', component: SessionPage, props: true, meta: { title: 'courses.teach.one', open: true } },
    { path: '/hours', component: HoursPage, meta: { title: 'desk.hours.title' } },
    { path: '/me', component: MePage, meta: { title: 'desk.me.title', open: true } },
    { path: '/teams', component: TeamsPage, meta: { title: 'desk.teams.title' } },
    { path: '/teams/:id', component: TeamPage, props: true, meta: { title: 'desk.teams.title' } },
    { path: '/teams/:id/figures', component: TeamFiguresPage, props: true, meta: { title: 'desk.figures.title' } },
    { path: '/notices', component: NoticesPage, meta: { title: 'desk.notices.title', open: true } },
    { path: '/welcome', component: NotVolunteerPage, meta: { title: 'desk.stranger.title', open: true, bare: true } },
    { path: '/sign-in', component: SignInPage, meta: { title: 'desk.sign_in.title', open: true, bare: true } },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});

router.beforeEach(async (to) => {
  const session = useSession();
  if (!session.known) await session.load();
  if (!session.me) return to.path === '/sign-in' ? true : { path: '/sign-in', query: to.path === '/' ? {} : { next: to.fullPath } };
  if (to.path === '/sign-in') return '/';
  if (session.standing !== 'volunteer' && !to.meta.open) return '/welcome';
  if (session.standing === 'volunteer' && to.path === '/welcome') return '/';
  return true;
});

router.afterEach(async (to, from) => {
  const { t } = i18n.global;
  document.title = `${t(to.meta.title ?? 'desk.today.title')} · ${t('shared.platform')}`;
  if (!from.matched.length || to.path === from.path) return;
  await nextTick();
  document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
});
