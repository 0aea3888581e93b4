import { Button, NumberInput, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { usePerson } from '../api/session.js';
import { useAction } from '../api/use-answer.js';
import { ActButton } from '../parts/act-button.js';
import { CopyAs } from '../parts/copy-as.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
import { counted, grouped } from '../words/format.js';
import { type CheckedPlan, planCalls, type PlanWish } from './plan-calls.js';
import { PlanLines } from './plan-lines.js';
import { readPatch } from './read-patch.js';

/** Most lines of a preview that are drawn. */
const SHOWN = 100;

interface PlanFormProps {
  readonly reason: string | undefined;
  readonly sku: string | undefined;
}

/** Redrives all dead letters that match, after a look at exactly what would be sent. */
export function PlanForm({ reason, sku }: PlanFormProps): ReactElement {
  const [patch_text, setPatch] = useState('');
  const [per_second, setRate] = useState<number>(10);
  const patch = readPatch(patch_text);
  const wish = {
    filter: { ...(reason === undefined ? {} : { reason }), ...(sku === undefined ? {} : { sku }) },
    ...(patch.value === null ? {} : { patch: patch.value }),
  } as PlanWish;
  const preview = useAction(() => planCalls.check(wish));
  const args = `${reason === undefined ? '' : ` --reason-is ${reason}`}${sku === undefined ? '' : ` --sku ${sku}`}${patch.value === null ? '' : ` --patch '${JSON.stringify(patch.value)}'`}`;
  const checked = preview.answer;
  return (
    <Panel
      title="Redrive all that match"
      aside={`${reason === undefined ? 'any reason' : `reason ${reason}`}, ${sku === undefined ? 'any SKU' : `SKU ${sku}`}, at most 1,000`}
    >
      <form
        className={`${css['body']} ${css['stack']}`}
        onSubmit={(event) => {
          event.preventDefault();
          preview.act(undefined);
        }}
      >
        <Textarea
          label="Correction of each message"
          description='A JSON Patch, such as [{"op":"replace","path":"/operation","value":"I"}]. Empty: each is sent as it is.'
          rows={2}
          value={patch_text}
          error={patch.problem}
          onChange={({ currentTarget }) => {
            setPatch(currentTarget.value);
            preview.reset();
          }}
        />
        <NumberInput
          label="Messages a second at most"
          min={1}
          max={100}
          allowDecimal={false}
          value={per_second}
          onChange={(value) => setRate(typeof value === 'number' ? value : 10)}
        />
        <div className={css['row']}>
          <Button type="submit" size="xs" loading={preview.busy} disabled={patch.problem !== null}>
            Preview
          </Button>
          <CopyAs request={planCalls.check(wish)} cli={`redrive-plans preview${args}`} />
        </div>
        {preview.problem === null ? null : <ProblemNote problem={preview.problem} of="Preview" />}
      </form>
      {/* Outside of the form: what its dialog submits is not a preview. */}
      {checked === undefined ? null : (
        <>
          <Preview checked={checked} />
          <div className={css['body']}>
            <AskButton checked={checked} wish={wish} per_second={per_second} args={args} />
          </div>
        </>
      )}
    </Panel>
  );
}

interface AskButtonProps {
  readonly checked: CheckedPlan;
  readonly wish: PlanWish;
  readonly per_second: number;
  /** The wish on the command line. */
  readonly args: string;
}

function AskButton({ checked, wish, per_second, args }: AskButtonProps): ReactElement {
  const person = usePerson();
  const navigate = useNavigate();
  return (
    <ActButton
      name="Ask for this plan"
      primary
      reason
      why_not={whyNot(checked, person?.roles ?? [])}
      request={(why) => planCalls.ask({ ...wish, redrives_per_second: per_second, reason: why })}
      cli={(why) => `redrive-plans request${args} --per-second ${per_second} --reason ${JSON.stringify(why)}`}
      done={({ plan_id }) => void navigate({ to: '/dead-letters/plans/$id', params: { id: plan_id } })}
    >
      <p>
        The set is read again when you ask. Another person sees it, and approves it by its digest; what
        arrives later is not in it.
      </p>
    </ActButton>
  );
}

function whyNot({ to_send }: CheckedPlan, roles: readonly string[]): string {
  if (!roles.includes('requester')) return 'You do not have the role requester.';
  return to_send === 0 ? 'None of them could be sent.' : '';
}

function Preview({ checked }: { readonly checked: CheckedPlan }): ReactElement {
  const { dead_letters, to_send, left_out, items } = checked;
  const refused = dead_letters - to_send;
  return (
    <div className={css['body']}>
      <p role="status">
        {counted(to_send, 'message', 'messages')} would be sent
        {refused === 0 ? '' : `, ${grouped(refused)} would be refused`}
        {left_out ? '; more match, and are left for another plan' : ''}. Nothing is stored.
      </p>
      <PlanLines lines={items.slice(0, SHOWN)} />
      {items.length > SHOWN ? (
        <p className={css['muted']}>The first {SHOWN} are shown; the plan has pages of all.</p>
      ) : null}
    </div>
  );
}
