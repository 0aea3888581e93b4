import type { ReactElement } from 'react';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { bytes as bytesText } from '../words/format.js';
import { StateWord } from '../words/state-word.js';
import type { DeadLetterAnswer } from './dead-letter-calls.js';
import own from './dead-letters.module.css';
import { fromBase64, messageText } from './message-text.js';

/** What a dead letter holds, as far as the caller may see it, and what became of it. */
export function DeadLetterContent({ whole }: { readonly whole: DeadLetterAnswer }): ReactElement {
  const {
    payload,
    value_masked,
    reason,
    detail,
    assignee,
    seller_id,
    sku,
    event_id,
    quarantined_at,
    value_base64,
    value_bytes,
    held,
    headers,
  } = whole;
  const text = value_base64 === null ? value_masked : messageText(fromBase64(value_base64));
  return (
    <>
      <dl className={css['facts']}>
        <dt>Reason</dt>
        <dd>
          <b>{reason}</b> {detail}
        </dd>
        <dt>Looked after by</dt>
        <dd>{assignee}</dd>
        <dt>Of</dt>
        <dd>
          seller {seller_id ?? 'not known'}, SKU {sku ?? 'not known'}, event {event_id ?? 'not known'}
        </dd>
        <dt>Quarantined</dt>
        <dd>
          <Age at={quarantined_at} />
        </dd>
        <WhatBecame whole={whole} />
        <dt>Value</dt>
        <dd>
          {value_bytes === null ? 'size not known' : bytesText(value_bytes)}, held: {held}
        </dd>
        {Object.entries(headers).map(([name, value]) => (
          <div key={name} className={own['header']}>
            <dt>{name}</dt>
            <dd className={css['digest']}>{value}</dd>
          </div>
        ))}
      </dl>
      {payload === 'full' ? null : (
        <p className={css['empty']}>
          {payload === 'masked'
            ? 'Texts and numbers are masked: you may see what is wrong with its form, not what it says.'
            : 'You may not see what it says.'}
        </p>
      )}
      {text === null ? null : (
        <div className={css['body']}>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it */}
          <pre className={own['bytes']} tabIndex={0} aria-label="Value">
            {text}
          </pre>
        </div>
      )}
    </>
  );
}

/** As what event it was sent, and how it was closed; nothing while neither is so. */
function WhatBecame({ whole }: { readonly whole: DeadLetterAnswer }): ReactElement {
  const { state, sent_as, closed_at, closed_by, closed_reason } = whole;
  return (
    <>
      {sent_as === null ? null : (
        <>
          <dt>Sent as</dt>
          <dd>
            event {sent_as.event_id} of {sent_as.seller_id}, <Age at={sent_as.sent_at} />
            {sent_as.place === null ? '' : `, at ${sent_as.place}`}
          </dd>
        </>
      )}
      {state === 'open' ? null : (
        <>
          <dt>Closed</dt>
          <dd>
            <StateWord word={state} /> {closed_by === null ? '' : `by ${closed_by}`}
            {closed_reason === null ? '' : `: ${closed_reason}`}{' '}
            {closed_at === null ? null : <Age at={closed_at} />}
          </dd>
        </>
      )}
    </>
  );
}
