import { Button, Checkbox, NumberInput, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useAction } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { ProblemNote } from '../parts/problem-note.js';
import { type Recovery, recoveryCalls, type RecoveryWish } from '../recoveries/recovery-calls.js';
import css from '../theme/parts.module.css';
import type { SignedRecord } from '../verify/rules/signed-record.js';
import { counted, grouped } from '../words/format.js';
import { type FailedOffer, repairable, repairScope } from './repair-scope.js';

interface RepairFormProps {
  readonly record: SignedRecord;
  readonly owner: string;
  /** The plan was made; nothing has changed. */
  readonly planned: (run: Recovery) => void;
}

const keyOf = ({ seller_id, sku }: FailedOffer): string => `${seller_id}/${sku}`;

/** Asks for a repair of what a verification found. The answer is a plan, which another person approves. */
export function RepairForm({ record, owner, planned }: RepairFormProps): ReactElement {
  const { offers, incomplete } = repairable(record);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [whole, setWhole] = useState(offers.length === 0);
  const [intent, setIntent] = useState(`Repair of what ${record.recovery_id} found`);
  const [rate, setRate] = useState<number | ''>('');
  const chosen = offers.filter((offer) => !left.has(keyOf(offer)));
  const wish: RecoveryWish = {
    contract: record.flow,
    scope: repairScope(whole ? 'whole' : chosen, record),
    mode: 'repair',
    owner,
    intent: intent.trim(),
    rate_limit_events_per_second: rate === '' ? null : rate,
  };
  const action = useAction((wanted: RecoveryWish) => recoveryCalls.request(wanted), planned);
  const ready = intent.trim() !== '' && (whole || chosen.length > 0);
  return (
    <form
      className={css['form']}
      onSubmit={(event) => {
        event.preventDefault();
        action.act(wish);
      }}
    >
      <Offers offers={offers} left={left} setLeft={setLeft} disabled={whole} />
      {incomplete === null ? null : (
        <p className={css['banner']} data-tone="warn">
          {incomplete}
        </p>
      )}
      <Checkbox
        label="Repair everything that was verified, not only these offers"
        checked={whole}
        onChange={({ currentTarget }) => setWhole(currentTarget.checked)}
      />
      <TextInput
        label="Intent"
        required
        maxLength={1_000}
        value={intent}
        onChange={({ currentTarget }) => setIntent(currentTarget.value)}
      />
      <NumberInput
        label="Events a second at most"
        description="Empty: no limit; live traffic slows a run down in any case."
        min={1}
        max={100_000_000}
        allowDecimal={false}
        value={rate}
        onChange={(value) => setRate(typeof value === 'number' ? value : '')}
      />
      {action.problem === null ? null : <ProblemNote problem={action.problem} of="Plan" />}
      <div className={css['row']}>
        <Button type="submit" size="sm" loading={action.busy} disabled={!ready}>
          Make the plan
        </Button>
        <span className={css['muted']}>It changes nothing: another person approves it first.</span>
        <CopyAs
          request={recoveryCalls.request(wish)}
          cli={`recovery run --contract ${wish.contract} --scope '${JSON.stringify(wish.scope)}' --mode repair --intent ${JSON.stringify(wish.intent)}`}
        />
      </div>
    </form>
  );
}

interface OffersProps {
  readonly offers: readonly FailedOffer[];
  readonly left: ReadonlySet<string>;
  readonly setLeft: (left: ReadonlySet<string>) => void;
  readonly disabled: boolean;
}

/** The offers that failed; all are chosen until one is left out. */
function Offers({ offers, left, setLeft, disabled }: OffersProps): ReactElement | null {
  if (offers.length === 0) return null;
  return (
    <fieldset className={css['offers']} disabled={disabled}>
      <legend>
        {grouped(offers.length - left.size)} of {counted(offers.length, 'offer')} that failed
      </legend>
      {offers.map((offer) => {
        const key = keyOf(offer);
        return (
          <Checkbox
            key={key}
            size="xs"
            label={`${offer.sku} of ${offer.seller_id}`}
            checked={!left.has(key)}
            onChange={({ currentTarget }) => {
              const next = new Set(left);
              if (currentTarget.checked) next.delete(key);
              else next.add(key);
              setLeft(next);
            }}
          />
        );
      })}
    </fieldset>
  );
}
