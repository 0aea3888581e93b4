import { Button } from '@mantine/core';
import { type DragEvent, type ReactElement, useId, useState } from 'react';
import { PageHead } from '../parts/page-head.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import css from '../theme/parts.module.css';
import { StateWord } from '../words/state-word.js';
import { useVerification, type FileVerification } from './use-verification.js';
import { VerifiedRecord } from './verified-record.js';
import own from './verify.module.css';

/** Verifies evidence with the browser alone; it works without a network. */
export function VerifyScreen(): ReactElement {
  const verification = useVerification();
  const { files, problem, verified, clear } = verification;
  return (
    <>
      <PageHead
        title="Verify a file"
        lead="Drop evidence records and public keys. They are verified here, in your browser, by code that shares nothing with the servers; no byte of a file leaves it. You can switch the network off first."
        actions={
          files.length === 0 ? undefined : (
            <Button size="xs" variant="default" onClick={clear}>
              Begin again
            </Button>
          )
        }
      />
      <div className={css['stack']}>
        <Drop verification={verification} />
        {problem === null ? null : <ProblemNote problem={problem} of="Keys" />}
        <Files verification={verification} />
        {verified.length === 0 ? null : <Result verification={verification} />}
      </div>
    </>
  );
}

function Drop({ verification }: { readonly verification: FileVerification }): ReactElement {
  const [over, setOver] = useState(false);
  const input = useId();
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void verification.add(event.dataTransfer.files);
  };
  return (
    <div
      className={own['drop']}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <label htmlFor={input}>Drop files here, or choose them</label>
      <input
        id={input}
        type="file"
        multiple
        accept=".json,.jsonl,.ndjson,application/json"
        onChange={({ currentTarget }) => {
          if (currentTarget.files !== null) void verification.add([...currentTarget.files]);
          currentTarget.value = '';
        }}
      />
      <p className={css['muted']}>
        A record, a list of records, one record a line; <code>public.jwks.json</code>; an inclusion proof of
        an offer. A second copy of a record names the field that was forged.
      </p>
    </div>
  );
}

function Files({ verification }: { readonly verification: FileVerification }): ReactElement {
  const { files, chain, keys_from, fetchKeys } = verification;
  return (
    <Panel
      title="Keys and files"
      aside={
        <Button size="compact-xs" variant="default" onClick={() => void fetchKeys()}>
          Fetch the keys of this installation
        </Button>
      }
    >
      <div className={css['body']}>
        <p>
          {chain === null ? (
            'There are no keys yet: without them no signature can be checked.'
          ) : chain.ok ? (
            <>
              <StateWord word={`${chain.keys.size} keys`} tone="good" /> from {keys_from}. What you trust is
              the first, <code>{chain.first}</code>; each other one is signed by the one before it.
            </>
          ) : (
            <>
              <StateWord word="not taken" tone="bad" /> keys from {keys_from}: {chain.detail}
            </>
          )}
        </p>
        <ul>
          {files.map(({ name, what }, index) => (
            <li key={`${index} ${name}`}>
              <code>{name}</code> {what}
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}

function Result({ verification }: { readonly verification: FileVerification }): ReactElement {
  const { verified, took_ms } = verification;
  const bad = verified.filter(({ valid }) => !valid);
  // All that is wrong, and then the first of what is right: of a thousand valid records one table is enough.
  const shown = [...bad, ...verified.filter(({ valid }) => valid)].slice(0, Math.max(20, bad.length));
  return (
    <Panel
      title="Result"
      aside={
        <span role="status">
          {verified.length - bad.length} of {verified.length} valid
          {took_ms === null ? '' : `, ${took_ms.toFixed(0)} ms`}
        </span>
      }
    >
      <div className={css['body']}>
        {shown.map((one, index) => (
          <VerifiedRecord key={`${index} ${one.name}`} verified={one} />
        ))}
        {shown.length < verified.length ? (
          <p className={css['muted']}>{verified.length - shown.length} more valid records are not listed.</p>
        ) : null}
      </div>
    </Panel>
  );
}
