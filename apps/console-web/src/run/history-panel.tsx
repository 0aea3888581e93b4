import type { ReactElement } from 'react';
import { Panel } from '../parts/panel.js';
import { ScrollTable } from '../parts/scroll-table.js';
import type { RecoveryHistory } from '../recoveries/recovery-calls.js';
import { Age } from '../words/age.js';
import { shortDigest } from '../words/format.js';

/** Who did what, when, the newest first; refusals too. */
export function HistoryPanel({ items }: { readonly items: RecoveryHistory['items'] }): ReactElement {
  return (
    <Panel title="History" aside={`${items.length} entries`}>
      <ScrollTable label="History" heads={[{ number: 'no.' }, 'at', 'what', 'by', 'details']}>
        {items.toReversed().map(({ version, at, type, ...more }) => (
          <tr key={version}>
            <td data-number>{version}</td>
            <td>
              <Age at={at} />
            </td>
            <td>{type}</td>
            <td>{typeof more['by'] === 'string' ? more['by'] : ''}</td>
            <td>{detailsOf(more)}</td>
          </tr>
        ))}
      </ScrollTable>
    </Panel>
  );
}

/** The members that say something in a line; a plan and a request are shown elsewhere. */
function detailsOf(members: Readonly<Record<string, unknown>>): string {
  return Object.entries(members)
    .filter(([name, value]) => name !== 'by' && (typeof value !== 'object' || value === null))
    .map(([name, value]) => {
      if (name === 'expires_at_ms' && typeof value === 'number')
        return `expires ${new Date(value).toISOString()}`;
      return `${name} ${typeof value === 'string' && name.endsWith('digest') ? shortDigest(value) : String(value)}`;
    })
    .join(', ');
}
