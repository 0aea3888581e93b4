import type { ReactElement } from 'react';
import { Panel } from '../parts/panel.js';
import { ScrollTable } from '../parts/scroll-table.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { StateWord } from '../words/state-word.js';
import type { Reservation } from './reservation-calls.js';

/** What was confirmed or cancelled before the rest, a row for each line of a part. */
export function Parts({ parts }: { readonly parts: Reservation['parts'] }): ReactElement {
  return (
    <Panel title="Parts">
      <ScrollTable
        label="Parts"
        heads={['part', 'at', 'action', { number: 'line' }, 'location', { number: 'quantity' }, 'status']}
      >
        {parts.flatMap(({ part_id, action, at, lines }) =>
          lines.map(({ line, location_id, quantity, status }, index) => (
            <tr key={`${part_id} ${index}`}>
              <td className={css['digest']}>{part_id}</td>
              <td>
                <Age at={at} />
              </td>
              <td>{action}</td>
              <td data-number>{line}</td>
              <td>{location_id}</td>
              <td data-number>{quantity}</td>
              <td>
                <StateWord word={status} />
              </td>
            </tr>
          )),
        )}
      </ScrollTable>
    </Panel>
  );
}
