import { NativeSelect } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { usePages } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { PagedTable } from '../parts/paged-table.js';
import { recoveryCalls } from '../recoveries/recovery-calls.js';
import css from '../theme/parts.module.css';
import { grouped } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import type { Tone } from '../words/tones.js';

const PAGE = 50;
const TONES: Readonly<Record<string, Tone>> = { same: 'good', different: 'bad', not_verified: 'quiet' };
const RESULTS = [
  { value: '', label: 'every result' },
  { value: 'different', label: 'different' },
  { value: 'same', label: 'same' },
  { value: 'not_verified', label: 'not verified' },
];

interface OffersPanelProps {
  readonly id: string;
  /** Its status: what is listed changes with it. */
  readonly status: string;
  readonly result: string | undefined;
  readonly choose: (result: string | undefined) => void;
}

/** The offers of a run, by name: of its scope, and once it is sealed of its record. */
export function OffersPanel({ id, status, result, choose }: OffersPanelProps): ReactElement {
  const pages = usePages(
    (after) => recoveryCalls.offers(id, result, after, PAGE),
    ({ next }) => next ?? undefined,
    { every_ms: status === 'running' ? 5_000 : 60_000 },
  );
  const first = pages.data?.pages[0];
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className={css['filters']}>
        <NativeSelect
          label="Offers"
          size="xs"
          value={result ?? ''}
          data={RESULTS}
          onChange={({ currentTarget }) =>
            choose(currentTarget.value === '' ? undefined : currentTarget.value)
          }
        />
        <CopyAs
          request={recoveryCalls.offers(id, result, undefined, PAGE)}
          cli={`recovery offers ${id}${result === undefined ? '' : ` --result ${result}`}`}
        />
        {first === undefined || first.differences_found === first.differences_listed ? null : (
          <span className={css['muted']}>
            The record names {grouped(first.differences_listed)} of {grouped(first.differences_found)}{' '}
            differences.
          </span>
        )}
      </div>
      <PagedTable
        title={first?.of === 'record' ? 'Offers of its record' : 'Offers in its scope now'}
        heads={['offer', { number: 'version' }, 'result', 'failed checks']}
        pages={pages}
        items={items}
        empty={result === undefined ? 'It has no offer.' : `None is ${result.replaceAll('_', ' ')}.`}
        row={({ seller_id, sku, version, result: found, checks }) => (
          <tr key={`${seller_id}/${sku}`}>
            <td>
              <Link to="/offers/$seller/$sku" params={{ seller: seller_id, sku }}>
                {sku} of {seller_id}
              </Link>
            </td>
            <td data-number>{version === null ? '–' : grouped(version)}</td>
            <td>
              <StateWord word={found.replaceAll('_', ' ')} tone={TONES[found] ?? 'quiet'} />
            </td>
            <td>{checks.join(', ')}</td>
          </tr>
        )}
      />
    </>
  );
}
