import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ScrollTable } from '../parts/scroll-table.js';
import css from '../theme/parts.module.css';
import { StateWord } from '../words/state-word.js';
import type { CheckedPlan, PlanLineAnswer } from './plan-calls.js';

type Shown = CheckedPlan['items'][number] & Partial<Pick<PlanLineAnswer, 'result' | 'outcome'>>;

/** The set of a plan: what each dead letter is sent as, or why not, and what became of it. */
export function PlanLines({ lines }: { readonly lines: readonly Shown[] }): ReactElement {
  return (
    <ScrollTable label="Dead letters of the plan" heads={['line', 'dead letter', 'is sent as', 'result']}>
      {lines.map(
        ({ line, dead_letter, event_id, seller_id, value, code, detail, result = null, outcome }) => (
          <tr key={line}>
            <td>{line}</td>
            <td>
              <Link to="/dead-letters" search={{ dead_letter }}>
                <code>{dead_letter}</code>
              </Link>
            </td>
            <td>
              {value === null ? (
                'nothing'
              ) : (
                <details>
                  <summary>
                    event {event_id} of {seller_id}
                  </summary>
                  <code>{value}</code>
                </details>
              )}
            </td>
            <td>
              <StateWord word={result ?? (value === null ? 'refused' : 'open')} /> {outcome ?? ''}
              {code === null ? null : (
                <div className={css['muted']}>
                  {code}: {detail}
                </div>
              )}
            </td>
          </tr>
        ),
      )}
    </ScrollTable>
  );
}
