import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { grouped } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import type { EvidenceSummaries } from './evidence-calls.js';

interface SummaryRowsProps {
  readonly items: EvidenceSummaries['items'];
  /** Whether they are the records of one offer: then each says which version it attests. */
  readonly of_offer?: boolean;
}

/** Signed records without their content. */
export function SummaryRows({ items, of_offer = false }: SummaryRowsProps): ReactElement {
  return (
    <div className={css['table']}>
      <table>
        <thead>
          <tr>
            <th data-number>no.</th>
            <th>record of</th>
            <th>verdict</th>
            <th>flow</th>
            {of_offer ? <th>attests</th> : null}
            <th>requested by</th>
            <th>sealed</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.sequence}>
              <td data-number>{grouped(item.sequence)}</td>
              <td>
                <Link to="/evidence/$id" params={{ id: item.recovery_id }}>
                  <code>{item.recovery_id}</code>
                </Link>
              </td>
              <td>
                <StateWord word={item.confidence_status ?? 'unknown'} />
              </td>
              <td>
                {item.mode} of {item.flow}
              </td>
              {of_offer ? (
                <td>{item.attests === null ? 'no version' : `version ${grouped(item.attests.version)}`}</td>
              ) : null}
              <td>{item.requested_by}</td>
              <td>
                <Age at={item.recorded_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
