import { Button, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { usePerson } from '../api/session.js';
import { useAction, useAnswer } from '../api/use-answer.js';
import { ActButton } from '../parts/act-button.js';
import { CopyAs } from '../parts/copy-as.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { bytes as bytesText } from '../words/format.js';
import {
  deadLetterCalls,
  type DeadLetterPlace,
  placeText,
  type DeadLetterAnswer,
} from './dead-letter-calls.js';
import own from './dead-letters.module.css';
import { editableText, fromBase64, messageText } from './message-text.js';

/** One dead letter: what it holds, why it is here, and what can be done. */
export function DeadLetterPanel({ place }: { readonly place: DeadLetterPlace }): ReactElement {
  const request = deadLetterCalls.one(place);
  const answer = useAnswer(request);
  const person = usePerson();
  const settles = person?.roles.some((role) => role === 'approver' || role === 'break-glass') === true;
  return (
    <Panel title={`Dead letter ${placeText(place)}`} aside={<CopyAs request={request} />}>
      {answer.error === null ? null : <ProblemNote problem={answer.error} of="Dead letter" />}
      {answer.data === undefined ? null : (
        <>
          <Content whole={answer.data} />
          <div className={css['body']}>
            <RedriveForm
              place={place}
              whole={answer.data}
              why_not={
                person?.roles.includes('requester') === true ? '' : 'You do not have the role requester.'
              }
            />
            <ActButton
              name="Dismiss"
              danger
              reason
              why_not={settles ? '' : 'You do not have the role approver.'}
              request={(reason) => deadLetterCalls.dismiss(place, reason)}
            >
              <p>Nothing is to come of it. It stays in the quarantine, closed, with your reason.</p>
            </ActButton>
          </div>
        </>
      )}
    </Panel>
  );
}

function Content({ whole }: { readonly whole: DeadLetterAnswer }): ReactElement {
  const {
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
      {value_base64 === null ? null : (
        <div className={css['body']}>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard has to reach it */}
          <pre className={own['bytes']} tabIndex={0} aria-label="Value">
            {messageText(fromBase64(value_base64))}
          </pre>
        </div>
      )}
    </>
  );
}

interface RedriveFormProps {
  readonly place: DeadLetterPlace;
  readonly whole: DeadLetterAnswer;
  readonly why_not: string;
}

/** Asks that the message is sent again as the corrected event. */
function RedriveForm({ place, whole, why_not }: RedriveFormProps): ReactElement {
  const [text, setText] = useState(() =>
    whole.value_base64 === null ? '' : editableText(fromBase64(whole.value_base64)),
  );
  const [reason, setReason] = useState('');
  const navigate = useNavigate();
  const event = parsed(text);
  const request = deadLetterCalls.ask(place, { event: event.value, reason: reason.trim() } as Parameters<
    typeof deadLetterCalls.ask
  >[1]);
  const action = useAction(
    () => request,
    ({ redrive_id }) =>
      void navigate({ to: '/dead-letters', search: (now) => ({ ...now, redrive: redrive_id }) }),
  );
  const ready = event.problem === null && reason.trim() !== '' && why_not === '';
  return (
    <form
      className={css['stack']}
      onSubmit={(submitted) => {
        submitted.preventDefault();
        action.act(undefined);
      }}
    >
      <Textarea
        label="The corrected event"
        description="JSON. Another person sees exactly this, and approves it by its digest."
        rows={10}
        value={text}
        error={event.problem}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        classNames={{ input: own['editor'] ?? '' }}
      />
      <Textarea
        label="Reason"
        required
        rows={1}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      {action.problem === null ? null : <ProblemNote problem={action.problem} of="Redrive" />}
      <div className={css['row']}>
        <Button type="submit" size="xs" loading={action.busy} disabled={!ready}>
          Ask for a redrive
        </Button>
        <span className={css['why']}>{why_not}</span>
        {event.problem === null ? (
          <CopyAs
            request={request}
            cli={`redrives request ${placeText(place)} --event '${JSON.stringify(event.value)}' --reason ${JSON.stringify(reason.trim())}`}
          />
        ) : null}
      </div>
    </form>
  );
}

function parsed(text: string): { readonly value: unknown; readonly problem: string | null } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { value, problem: null }
      : { value: null, problem: 'An event is a JSON object.' };
  } catch (cause) {
    return { value: null, problem: cause instanceof Error ? cause.message : 'This is no JSON.' };
  }
}
