import { Button, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useAction } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
import {
  deadLetterCalls,
  type DeadLetterAnswer,
  type DeadLetterPlace,
  placeText,
} from './dead-letter-calls.js';
import own from './dead-letters.module.css';
import { editableText, fromBase64 } from './message-text.js';

interface RedriveFormProps {
  readonly place: DeadLetterPlace;
  readonly whole: DeadLetterAnswer;
}

/** Asks that the message is sent again as the corrected event. */
export function RedriveForm({ place, whole }: RedriveFormProps): ReactElement {
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
  const ready = event.problem === null && reason.trim() !== '';
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
        error={text.trim() === '' ? null : event.problem}
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
