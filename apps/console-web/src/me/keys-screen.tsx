import { Button } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { usePerson } from '../api/session.js';
import { useAnswer } from '../api/use-answer.js';
import { ActButton } from '../parts/act-button.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { Nothing, Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import { ScrollTable } from '../parts/scroll-table.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { StateWord } from '../words/state-word.js';
import { useNow } from '../words/use-now.js';
import { keyState } from './key-state.js';
import { type NewKey, sellerCalls, type SellerKey } from './seller-calls.js';

/** The keys with which programs of the seller post updates. */
export function KeysScreen(): ReactElement {
  const seller = usePerson()?.seller_id ?? '';
  const answer = useAnswer(sellerCalls.keys(seller));
  const [made, setMade] = useState<NewKey | null>(null);
  const keys = answer.data?.api_keys.toReversed() ?? [];
  return (
    <>
      <PageHead
        title="Keys"
        lead="A program posts updates with a key. A key is shown once, when it is made; it cannot be shown again."
        actions={
          <>
            <CopyAs request={sellerCalls.keys(seller)} />
            <ActButton
              name="New key"
              why_not=""
              primary
              reason
              request={(reason) => sellerCalls.createKey(seller, reason)}
              done={setMade}
            >
              <p>Say what it is for, so that the right one is revoked later.</p>
            </ActButton>
          </>
        }
      />
      <div className={css['stack']}>
        {made === null ? null : <Secret made={made} forget={() => setMade(null)} />}
        {answer.error === null ? null : <ProblemNote problem={answer.error} of="Keys" />}
        {answer.data === undefined ? null : (
          <Panel title="Keys, the newest first">
            {keys.length === 0 ? (
              <Nothing>There is no key.</Nothing>
            ) : (
              <KeyRows seller={seller} keys={keys} done={setMade} />
            )}
          </Panel>
        )}
      </div>
    </>
  );
}

/** The secret of a new key, for as long as it is looked at. */
function Secret({ made, forget }: { readonly made: NewKey; readonly forget: () => void }): ReactElement {
  const [copied, setCopied] = useState(false);
  return (
    <Panel title={`Key ${made.key_id}, shown this once`}>
      <div className={css['body']}>
        <p role="status">
          Store it where your program reads its secrets. It is valid until <Age at={made.expires_at} />.
        </p>
        <div className={css['command']}>
          <pre>{made.api_key}</pre>
        </div>
        <div className={css['row']}>
          <Button
            size="xs"
            variant="default"
            onClick={() => void navigator.clipboard.writeText(made.api_key).then(() => setCopied(true))}
          >
            {copied ? 'copied' : 'copy'}
          </Button>
          <Button size="xs" onClick={forget}>
            I have stored it
          </Button>
        </div>
      </div>
    </Panel>
  );
}

interface KeyRowsProps {
  readonly seller: string;
  readonly keys: readonly SellerKey[];
  readonly done: (made: NewKey) => void;
}

function KeyRows({ seller, keys, done }: KeyRowsProps): ReactElement {
  const now_ms = useNow();
  return (
    <ScrollTable label="Keys" heads={['key', 'state', 'for', 'actions', 'made', 'last used', 'ends']}>
      {keys.map((key) => (
        <KeyRow key={key.key_id} seller={seller} of={key} state={keyState(key, now_ms)} done={done} />
      ))}
    </ScrollTable>
  );
}

interface KeyRowProps {
  readonly seller: string;
  readonly of: SellerKey;
  readonly state: ReturnType<typeof keyState>;
  readonly done: (made: NewKey) => void;
}

function KeyRow({ seller, of: key, state, done }: KeyRowProps): ReactElement {
  const { key_id, reason, created_at, created_by, successor_of, last_used_at, expires_at } = key;
  return (
    <tr>
      <td>
        <code>{key_id}</code>
      </td>
      <td>
        <StateWord word={state} />
      </td>
      <td>{reason ?? (successor_of === null ? '–' : `successor of ${successor_of}`)}</td>
      <td>
        {state !== 'valid' ? null : (
          <div className={css['row']}>
            <ActButton
              name="Rotate"
              why_not=""
              request={() => sellerCalls.rotateKey(seller, key_id)}
              done={({ key_id: successor, api_key, expires_at: ends }) =>
                done({ key_id: successor, api_key, expires_at: ends })
              }
            >
              <p>
                A new key is made and shown once. This one works on for a while, so that your programs can
                take the new one.
              </p>
            </ActButton>
            <ActButton name="Revoke" why_not="" danger request={() => sellerCalls.revokeKey(seller, key_id)}>
              <p>Whatever still uses it is refused within two seconds, for good.</p>
            </ActButton>
          </div>
        )}
      </td>
      <td>
        <Age at={created_at} /> by {created_by}
      </td>
      <td>{last_used_at === null ? 'never' : <Age at={last_used_at} />}</td>
      <td>
        <Age at={expires_at} />
      </td>
    </tr>
  );
}
