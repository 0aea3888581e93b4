import { Button, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { useAnswer, usePages } from '../api/use-answer.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import { ScrollTable } from '../parts/scroll-table.js';
import css from '../theme/parts.module.css';
import { utc } from '../words/format.js';
import { evidenceCalls } from './evidence-calls.js';
import { RecordsTable } from './records-table.js';

const PAGE = 50;

/** Signed records: what was compared, and what was found. */
export function EvidenceScreen(): ReactElement {
  return (
    <>
      <PageHead
        title="Evidence"
        lead="Each recovery that was completed has a signed record of what was compared and what was found. Believe it without us: verify it in your browser, from a file."
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
      className={css['filters']}
      onSubmit={(event) => {
        event.preventDefault();
        if (id.trim() !== '') void navigate({ to: '/evidence/$id', params: { id: id.trim() } });
      }}
    >
      <TextInput
        size="xs"
        miw={260}
        label="Recovery id"
        placeholder="rec-2026-06-19-0123456789ab"
        value={id}
        onChange={({ currentTarget }) => setId(currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="default">
        Open
      </Button>
    </form>
  );
}

function Records(): ReactElement {
  const pages = usePages(
    (before) => evidenceCalls.summaries(null, before, PAGE),
    ({ next_before }) => next_before?.toString(),
  );
  return <RecordsTable title="Records, newest first" pages={pages} empty="There is no record yet." />;
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
      <ScrollTable label="Public keys" heads={['key', 'signs from', 'until', 'introduced by']}>
        {(keys.data?.keys ?? []).map((key) => (
          <tr key={key.kid}>
            <td>
              <code>{key.kid}</code>
            </td>
            <td>{instantOf(key['stockproof_valid_from'])}</td>
            <td>
              {key['stockproof_valid_until'] === null ? 'now' : instantOf(key['stockproof_valid_until'])}
            </td>
            <td>{introducer(key['stockproof_introduced_by'])}</td>
          </tr>
        ))}
      </ScrollTable>
    </Panel>
  );
}

function instantOf(value: unknown): string {
  return typeof value === 'string' ? utc(value) : '';
}

function introducer(link: unknown): string {
  const kid = (link as { kid?: unknown } | null)?.kid;
  return typeof kid === 'string' ? kid : 'nobody: it is the first';
}
