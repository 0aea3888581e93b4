/** A service level objective: what share of what must be good, over 30 days. */
export interface Objective {
  /** In names of rules and the label `slo`. */
  readonly name: string;
  /** What is promised, for people. */
  readonly promise: string;
  /** Share of good, 0 to 1. */
  readonly target: number;
  /** PromQL of the share of bad in a window, between 0 and 1; no result where there is nothing to judge. */
  readonly bad: (window: string) => string;
  /** Whether a fast burn pages, or only makes a ticket. */
  readonly pages: boolean;
  readonly runbook: string;
  readonly screen: string;
  readonly owner: string;
}

const POSTS = 'http_route="/v1/inventory-updates",http_request_method="POST"';
const rate = (metric: string, labels: string, window: string): string =>
  `sum(rate(${metric}{${labels}}[${window}]))`;
const DURATION = 'http_server_request_duration_seconds';
const DELAY = 'stockproof_accepted_to_published_seconds';

/** What Stockproof promises; docs/slo.md explains each, and rules and dashboards are made from it. */
export const OBJECTIVES: readonly Objective[] = [
  {
    name: 'published',
    promise: 'a change is on the topic within 5 s of its acceptance',
    target: 0.995,
    bad: (window) =>
      `1 - ${rate(`${DELAY}_bucket`, 'cause="change",le="5"', window)} / (${rate(`${DELAY}_count`, 'cause="change"', window)} > 0)`,
    pages: true,
    runbook: 'docs/runbooks/4-connector-lag.md',
    screen: '/',
    owner: 'availability',
  },
  {
    name: 'accepted',
    promise: 'a post of updates that its sender may make is answered with 202 or 207 within 1 s',
    target: 0.999,
    bad: (window) =>
      `1 - (${rate(`${DURATION}_bucket`, `${POSTS},http_response_status_code=~"2..",le="1"`, window)} or vector(0)) / (${rate(`${DURATION}_count`, `${POSTS},http_response_status_code!~"4.."`, window)} > 0)`,
    pages: true,
    runbook: 'docs/runbooks/16-posts-are-refused.md',
    screen: '/',
    owner: 'ingestion',
  },
  {
    name: 'fresh',
    promise: 'no partition shows anything older than 5 s',
    target: 0.995,
    bad: (window) => `avg_over_time(stockproof:not_fresh[${window}])`,
    pages: true,
    runbook: 'docs/runbooks/4-connector-lag.md',
    screen: '/capture',
    owner: 'availability',
  },
  {
    name: 'proven',
    promise: 'an offer has a proof that is no older than its contract allows',
    target: 0.99,
    bad: (window) => `avg_over_time(stockproof:not_proven[${window}])`,
    pages: false,
    runbook: 'docs/runbooks/17-proofs-grow-old.md',
    screen: '/evidence',
    owner: 'recovery',
  },
];

/** Multi-window burn rates (Google SRE workbook): both windows of a pair must burn so fast. */
export const BURN_RATES = [
  {
    severity: 'page',
    burns: [
      { factor: 14.4, long: '1h', short: '5m' },
      { factor: 6, long: '6h', short: '30m' },
    ],
  },
  {
    severity: 'ticket',
    burns: [
      { factor: 3, long: '1d', short: '2h' },
      { factor: 1, long: '3d', short: '6h' },
    ],
  },
] as const;

/** All windows above, the short ones first. */
export const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;
