import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from '@tanstack/react-router';
import { NowScreen } from './now/now-screen.js';
import { Layout } from './shell/layout.js';
import { Broken, Lost } from './shell/lost.js';
import { parseQuery, queryOf, textsOf } from './shell/search.js';

const root = createRootRoute({ component: Layout, notFoundComponent: Lost, errorComponent: Broken });
const under = { getParentRoute: () => root } as const;

// Each screen but the first is loaded when it is opened.
const routes = [
  createRoute({ ...under, path: '/', component: NowScreen }),
  createRoute({
    ...under,
    path: '/recoveries',
    validateSearch: textsOf('status'),
    component: lazyRouteComponent(() => import('./recoveries/recoveries-screen.js'), 'RecoveriesScreen'),
  }),
  createRoute({
    ...under,
    path: '/recoveries/new',
    validateSearch: textsOf('contract', 'scope', 'skus', 'sellers', 'offers', 'verified'),
    component: lazyRouteComponent(() => import('./wizard/wizard-screen.js'), 'WizardScreen'),
  }),
  createRoute({
    ...under,
    path: '/recoveries/$id',
    validateSearch: textsOf('result'),
    component: lazyRouteComponent(() => import('./run/run-screen.js'), 'RunScreen'),
  }),
  createRoute({
    ...under,
    path: '/evidence',
    component: lazyRouteComponent(() => import('./evidence/evidence-screen.js'), 'EvidenceScreen'),
  }),
  createRoute({
    ...under,
    path: '/evidence/$id',
    component: lazyRouteComponent(() => import('./evidence/record-screen.js'), 'RecordScreen'),
  }),
  createRoute({
    ...under,
    path: '/verify',
    component: lazyRouteComponent(() => import('./verify/verify-screen.js'), 'VerifyScreen'),
  }),
  createRoute({
    ...under,
    path: '/offers',
    validateSearch: textsOf('sku', 'seller', 'confidence'),
    component: lazyRouteComponent(() => import('./offers/offers-screen.js'), 'OffersScreen'),
  }),
  createRoute({
    ...under,
    path: '/offers/$seller/$sku',
    validateSearch: textsOf('v', 'lanes'),
    component: lazyRouteComponent(() => import('./offers/offer-screen.js'), 'OfferScreen'),
  }),
  createRoute({
    ...under,
    path: '/dead-letters',
    validateSearch: textsOf('reason', 'sku', 'state', 'dead_letter', 'redrive'),
    component: lazyRouteComponent(() => import('./dead-letters/dead-letters-screen.js'), 'DeadLettersScreen'),
  }),
  createRoute({
    ...under,
    path: '/dead-letters/plans/$id',
    component: lazyRouteComponent(() => import('./redrive-plans/plan-screen.js'), 'PlanScreen'),
  }),
  createRoute({
    ...under,
    path: '/reservations',
    validateSearch: textsOf('status', 'stuck', 'order', 'seller', 'sku', 'sort'),
    component: lazyRouteComponent(
      () => import('./reservations/reservations-screen.js'),
      'ReservationsScreen',
    ),
  }),
  createRoute({
    ...under,
    path: '/reservations/$id',
    component: lazyRouteComponent(() => import('./reservations/reservation-screen.js'), 'ReservationScreen'),
  }),
  createRoute({
    ...under,
    path: '/capture',
    component: lazyRouteComponent(() => import('./capture/capture-screen.js'), 'CaptureScreen'),
  }),
  createRoute({
    ...under,
    path: '/positions',
    component: lazyRouteComponent(() => import('./positions/positions-screen.js'), 'PositionsScreen'),
  }),
  createRoute({
    ...under,
    path: '/flow',
    validateSearch: textsOf('event', 'seller'),
    component: lazyRouteComponent(() => import('./flow/flow-screen.js'), 'FlowScreen'),
  }),
  createRoute({
    ...under,
    path: '/audit',
    validateSearch: textsOf('actor', 'action', 'outcome'),
    component: lazyRouteComponent(() => import('./audit/audit-screen.js'), 'AuditScreen'),
  }),
  createRoute({
    ...under,
    path: '/me/updates',
    validateSearch: textsOf('status', 'sku', 'since'),
    component: lazyRouteComponent(() => import('./me/updates-screen.js'), 'UpdatesScreen'),
  }),
  createRoute({
    ...under,
    path: '/me/stock',
    validateSearch: textsOf('q'),
    component: lazyRouteComponent(() => import('./me/stock-screen.js'), 'StockScreen'),
  }),
  createRoute({
    ...under,
    path: '/me/stock/$sku',
    validateSearch: textsOf('v'),
    component: lazyRouteComponent(() => import('./me/own-offer-screen.js'), 'OwnOfferScreen'),
  }),
  createRoute({
    ...under,
    path: '/me/keys',
    component: lazyRouteComponent(() => import('./me/keys-screen.js'), 'KeysScreen'),
  }),
  createRoute({
    ...under,
    path: '/me/import',
    component: lazyRouteComponent(() => import('./import/import-screen.js'), 'ImportScreen'),
  }),
] as const;

const tree = root.addChildren(routes);

/** The router of the page; a test gives it a history in memory. */
export function makeRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    parseSearch: parseQuery,
    stringifySearch: queryOf,
    scrollRestoration: true,
    defaultPreload: 'intent',
    ...(history === undefined ? {} : { history }),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
