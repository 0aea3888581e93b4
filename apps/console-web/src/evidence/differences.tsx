import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { Nothing } from '../parts/panel.js';
import css from '../theme/parts.module.css';
import { grouped } from '../words/format.js';
import type { SignedRecord } from '../verify/rules/signed-record.js';
import { groupDifferences, type OfferDifferences, unlisted } from './group-differences.js';
import own from './evidence.module.css';

/** What was found, offer by offer, as expected and found. */
export function Differences({ checks }: { readonly checks: SignedRecord['checks'] }): ReactElement {
  const groups = groupDifferences(checks);
  const more = unlisted(checks);
  if (groups.length === 0) return <Nothing>No difference was found in what was compared.</Nothing>;
  return (
    <div className={css['body']}>
      {groups.map((group) => (
        <OfferDiff key={`${group.seller_id ?? ''}/${group.sku ?? ''}`} group={group} />
      ))}
      {more === 0 ? null : (
        <p className={css['muted']}>
          {grouped(more)} more differences are counted, which the record does not list.
        </p>
      )}
    </div>
  );
}

function OfferDiff({ group }: { readonly group: OfferDifferences }): ReactElement {
  const { seller_id, sku, first_version, differences } = group;
  const failing = new Set(differences.map(({ check }) => check)).size;
  return (
    <section className={own['diff']}>
      <h3>
        {seller_id === null || sku === null ? (
          (sku ?? seller_id ?? 'no single offer')
        ) : (
          <Link
            to="/offers/$seller/$sku"
            params={{ seller: seller_id, sku }}
            search={{ v: first_version === null ? undefined : String(first_version) }}
          >
            {sku} of {seller_id}
          </Link>
        )}{' '}
        <span className={css['muted']}>
          {failing === 1 ? '1 check' : `one offer, ${failing} checks`}
          {first_version === null ? '' : `, from version ${first_version} on`}
        </span>
      </h3>
      <ul>
        {differences.map(({ check, expected, found }, index) => (
          <li key={`${check} ${index}`}>
            <span className={own['check']}>{check}</span>
            <span className={own['expected']}>
              <b>expected</b> {expected}
            </span>
            <span className={own['found']}>
              <b>found</b> {found}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
