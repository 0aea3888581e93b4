import type { ReactElement } from 'react';
import { ScrollTable } from '../parts/scroll-table.js';
import css from '../theme/parts.module.css';
import { StateWord } from '../words/state-word.js';
import type { CheckedRecord } from './rules/check-records.js';

/** What was found of a record, check by check. */
export function VerifiedRecord({ verified }: { readonly verified: CheckedRecord }): ReactElement {
  const { name, valid, says, findings, first_wrong } = verified;
  return (
    <section aria-label={name} className={css['stack']}>
      <p className={css['banner']} data-tone={valid ? 'good' : 'bad'}>
        <StateWord word={valid ? 'valid' : 'invalid'} /> <code>{name}</code>{' '}
        {valid ? (
          `says ${says ?? ''}`
        ) : (
          <>first wrong field: {first_wrong === null ? 'not known' : <code>{first_wrong}</code>}</>
        )}
      </p>
      <ScrollTable label={`Checks of ${name}`} heads={['check', 'result', 'field', 'why']}>
        {findings.map(({ check, state, field, detail }, index) => (
          <tr key={`${check} ${index}`}>
            <td>{check}</td>
            <td>
              <StateWord word={state} />
            </td>
            <td>{field === null ? '' : <code>{field}</code>}</td>
            <td>{detail}</td>
          </tr>
        ))}
      </ScrollTable>
    </section>
  );
}
