import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { ScrollTable } from '../parts/scroll-table.js';
import { Age } from '../words/age.js';
import { grouped } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import type { SellerUpdate } from './seller-calls.js';
import { whyText } from './why-text.js';

/** Updates with what became of each. */
export function UpdateRows({ items }: { readonly items: readonly SellerUpdate[] }): ReactElement {
  return (
    <ScrollTable
      label="Updates"
      heads={[
        'decided',
        'status',
        'event',
        'SKU',
        'operation',
        { number: 'quantity' },
        { number: 'version' },
        'why',
      ]}
    >
      {items.map((update) => {
        const { event_id, status, sku, operation, quantity, version, decided_at } = update;
        return (
          <tr key={`${status} ${event_id ?? ''} ${decided_at}`}>
            <td>
              <Age at={decided_at} />
            </td>
            <td>
              <StateWord word={status} />
            </td>
            <td>
              <code>{event_id ?? '–'}</code>
            </td>
            <td>
              {sku === null ? (
                '–'
              ) : (
                <Link
                  to="/me/stock/$sku"
                  params={{ sku }}
                  search={version === null ? {} : { v: String(version) }}
                >
                  {sku}
                </Link>
              )}
            </td>
            <td>{operation ?? '–'}</td>
            <td data-number>{quantity === null ? '–' : grouped(quantity)}</td>
            <td data-number>{version === null ? '–' : grouped(version)}</td>
            <td>{whyText(update)}</td>
          </tr>
        );
      })}
    </ScrollTable>
  );
}
