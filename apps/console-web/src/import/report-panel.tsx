import { Button, Progress } from '@mantine/core';
import type { ReactElement } from 'react';
import { Panel } from '../parts/panel.js';
import { ScrollTable } from '../parts/scroll-table.js';
import css from '../theme/parts.module.css';
import { counted, grouped } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import type { RowReport } from './rows/row-report.js';

/** So many rows that failed are shown; the file has all of them. */
const SHOWN = 100;

interface ReportPanelProps {
  readonly report: RowReport;
  readonly rows: number;
  readonly waiting: string;
  readonly sending: boolean;
  readonly download: () => void;
}

/** What is known of the rows, by their state, and why rows failed. */
export function ReportPanel({ report, rows, waiting, sending, download }: ReportPanelProps): ReactElement {
  const { failed } = report;
  const unsent = report.count('valid');
  return (
    <Panel title={`Report, ${counted(rows, 'row')}`}>
      <div className={css['body']} role="status">
        {sending ? (
          <Progress
            aria-label="Rows that were sent"
            value={rows === 0 ? 0 : (100 * (rows - unsent)) / rows}
          />
        ) : null}
        <ul aria-label="Rows by state">
          {report.all.map(([state, count]) => (
            <li key={state}>
              <StateWord word={state} /> {grouped(count)}
            </li>
          ))}
        </ul>
        {waiting === '' ? null : <p>{waiting}</p>}
      </div>
      {failed.length === 0 ? null : (
        <>
          <ScrollTable label="Rows that failed" heads={[{ number: 'row' }, 'state', 'why']}>
            {failed.slice(0, SHOWN).map(([row, why]) => (
              <tr key={row}>
                <td data-number>{grouped(row)}</td>
                <td>
                  <StateWord word={report.of(row)} />
                </td>
                <td>{why}</td>
              </tr>
            ))}
          </ScrollTable>
          <div className={css['more']}>
            <Button size="xs" variant="default" onClick={download}>
              Download {counted(failed.length, 'row')} that failed
            </Button>
            <span className={css['muted']}>
              {failed.length > SHOWN ? `the first ${SHOWN} are shown` : 'all are shown'}
            </span>
          </div>
        </>
      )}
    </Panel>
  );
}
