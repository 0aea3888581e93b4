import { Button, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useAnswer, usePages } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { More } from '../parts/more.js';
import { PageHead } from '../parts/page-head.js';
import { Nothing, Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import { recoveryCalls } from '../recoveries/recovery-calls.js';
import { scopeText } from '../recoveries/scope-text.js';
import css from '../theme/parts.module.css';
import { Age } from '../words/age.js';
import { StateWord } from '../words/state-word.js';
import { evidenceCalls } from './evidence-calls.js';

const PAGE = 50;

/** Signed records: what was compared, and what was found. */
export function EvidenceScreen(): ReactElement {
  return (
    <>
      <PageHead
        title="Evidence"
        lead="Each recovery that ended has a signed record of what was compared and what was found. Believe it without us: verify it in your browser, from a file."
        actions={
          <>
            <CopyAs
              request={evidenceCalls.chain(0, 1_000)}
              cli="evidence export RECOVERY_ID --out record.json"
            />
            <Button component={Link} to="/verify" size="sm">
              Verify a file
            </Button>
          </>
        }
      />
      <div className={css['stack']}>
        <Find />
        <Records />
        <Keys />
      </div>
    </>
  );
}

function Find(): ReactElement {
  const [id, setId] = useState('');
  const navigate = useNavigate();
  return (
    <form
      className={css['row']}
      onSubmit={(event) => {
        event.preventDefault();
        if (id.trim() !== '') void navigate({ to: '/evidence/$id', params: { id: id.trim() } });
      }}
    >
      <TextInput
        size="xs"
        label="Recovery id"
        placeholder="rec-2026-06-19-0123456789ab"
        value={id}
        onChange={({ currentTarget }) => setId(currentTarget.value)}
      />
    </form>
  );
}

function Records(): ReactElement {
  const pages = usePages(
    (after) => recoveryCalls.list('completed', after, PAGE),
    ({ items }) => (items.length < PAGE ? undefined : items.at(-1)?.recovery_id),
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (pages.error !== null) return <ProblemNote problem={pages.error} of="Evidence" />;
  return (
    <Panel title="Records, newest first">
      {pages.isSuccess && items.length === 0 ? <Nothing>No recovery has ended yet.</Nothing> : null}
      <div className={css['table']}>
        <table>
          <thead>
            <tr>
              <th>record of</th>
              <th>verdict</th>
              <th>mode</th>
              <th>flow and scope</th>
              <th>sealed</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ recovery_id, confidence_status, mode, flow, scope, updated_at }) => (
              <tr key={recovery_id}>
                <td>
                  <Link to="/evidence/$id" params={{ id: recovery_id }}>
                    <code>{recovery_id}</code>
                  </Link>
                </td>
                <td>
                  <StateWord word={confidence_status ?? 'unknown'} />
                </td>
                <td>{mode}</td>
                <td>
                  {flow}
                  <div className={css['muted']}>{scopeText(scope)}</div>
                </td>
                <td>
                  <Age at={updated_at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <More {...pages} shown={items.length} />
    </Panel>
  );
}

/** The public keys: what a verifier elsewhere has to trust is the first. */
function Keys(): ReactElement {
  const keys = useAnswer(evidenceCalls.keys());
  if (keys.error !== null) return <ProblemNote problem={keys.error} of="Keys" />;
  return (
    <Panel
      title="Public keys"
      aside={
        <a href="/api/recovery/v1/evidence/keys" download="public.jwks.json">
          download (JWKS)
        </a>
      }
    >
      <div className={css['table']}>
        <table>
          <thead>
            <tr>
              <th>key</th>
              <th>signs from</th>
              <th>until</th>
              <th>introduced by</th>
            </tr>
          </thead>
          <tbody>
            {(keys.data?.keys ?? []).map((key) => (
              <tr key={key.kid}>
                <td>
                  <code>{key.kid}</code>
                </td>
                <td>{textOf(key['stockproof_valid_from'])}</td>
                <td>
                  {key['stockproof_valid_until'] === null ? 'now' : textOf(key['stockproof_valid_until'])}
                </td>
                <td>{introducer(key['stockproof_introduced_by'])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function introducer(link: unknown): string {
  const kid = (link as { kid?: unknown } | null)?.kid;
  return typeof kid === 'string' ? kid : 'nobody: it is the first';
}
