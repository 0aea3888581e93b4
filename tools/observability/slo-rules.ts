import { stringify } from 'yaml';
import { BURN_RATES, type Objective, OBJECTIVES, WINDOWS } from './objectives.js';

const HEAD =
  '# Made from tools/observability/objectives.ts by `npm run generate`; do not edit. Each objective has its share of bad by window,\n' +
  '# and an alert for a budget of 30 days that burns too fast.\n';

/** The recording rules and alerts of the objectives, as a rule file of Prometheus. */
export function sloRules(): string {
  const groups = OBJECTIVES.map((objective) => ({
    name: `slo-${objective.name}`,
    interval: '1m',
    rules: [...WINDOWS.map((window) => recording(objective, window)), ...alerts(objective)],
  }));
  return HEAD + stringify({ groups: [BASICS, ...groups] }, { lineWidth: 0 });
}

/** What objectives that are states, not events, are made of: 1 while it is bad, or the share that is. */
const BASICS = {
  name: 'slo-basics',
  interval: '15s',
  rules: [
    {
      record: 'stockproof:not_fresh',
      expr: '(max(stockproof_freshness_seconds) > bool 5) or absent(stockproof_freshness_seconds)',
    },
    {
      record: 'stockproof:not_proven',
      expr: '(max(stockproof_proofs_past_age) + max(stockproof_offers{confidence="unverified"})) / (sum(max by (confidence) (stockproof_offers)) > 0)',
    },
  ],
};

const recorded = ({ name }: Objective, window: string): string => `stockproof:bad_${name}:ratio_${window}`;

function recording(objective: Objective, window: string): object {
  return { record: recorded(objective, window), expr: objective.bad(window) };
}

function alerts(objective: Objective): object[] {
  const { name, promise, target, pages, runbook, screen, owner } = objective;
  const budget = Number((1 - target).toFixed(6));
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return BURN_RATES.map(({ severity, burns }) => ({
    alert: `Stockproof${title}BudgetBurns${severity === 'page' ? 'Fast' : 'Slowly'}`,
    expr: burns
      .map(({ factor, long, short }) =>
        [long, short].map((window) => `${recorded(objective, window)} > ${factor} * ${budget}`).join(' and '),
      )
      .map((both) => `(${both})`)
      .join(' or '),
    labels: { severity: pages ? severity : 'ticket', owner, slo: name, rank: 'symptom' },
    annotations: {
      summary: `the month's budget burns too fast: ${promise} (objective ${(target * 100).toFixed(1)} %)`,
      runbook_url: runbook,
      console_url: screen,
    },
  }));
}
