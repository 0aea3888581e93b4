import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { usePerson } from '../api/session.js';
import { CopyAs } from '../parts/copy-as.js';
import { PageHead } from '../parts/page-head.js';
import { Panel } from '../parts/panel.js';
import { ProblemNote } from '../parts/problem-note.js';
import { sellerCalls } from '../me/seller-calls.js';
import css from '../theme/parts.module.css';
import { counted } from '../words/format.js';
import { ChooseFile } from './choose-file.js';
import { MappingForm } from './mapping-form.js';
import { ReportPanel } from './report-panel.js';
import { useImport } from './use-import.js';

/** Updates out of a file: every row is checked before anything is sent, and has its own result. */
export function ImportScreen(): ReactElement {
  const seller = usePerson()?.seller_id ?? '';
  const work = useImport();
  const { step, file, report, rows, problem, waiting } = work;
  const valid = report.count('valid');
  const began = step === 'sending' || step === 'sent';
  return (
    <>
      <PageHead
        title="Import a file"
        lead="Rows of a CSV file become updates. Each is checked before anything is sent. The same file twice does no harm: its rows have the same ids."
        actions={<CopyAs request={sellerCalls.post([])} />}
      />
      <div className={css['stack']}>
        <ChooseFile file={file} busy={step === 'reading' || step === 'sending'} open={work.open} />
        {problem === null ? null : <ProblemNote problem={problem} of="Import" />}
        {file === null || began ? null : (
          <MappingForm
            key={file.digest}
            file={file}
            busy={step === 'checking'}
            check={(mapping, same) => work.check(seller, mapping, same)}
          />
        )}
        {rows === 0 ? null : (
          <ReportPanel
            report={report}
            rows={rows}
            waiting={waiting}
            sending={step === 'sending'}
            download={work.downloadFailed}
          />
        )}
        {step === 'checked' || step === 'sending' ? (
          <Panel title="Send">
            <div className={css['body']}>
              <p>
                {step === 'checked'
                  ? 'Nothing was sent yet.'
                  : 'Rows are sent; what becomes of each is shown above as it is decided.'}
              </p>
              <div className={css['row']}>
                {step === 'checked' ? (
                  <Button size="sm" disabled={valid === 0} onClick={work.send}>
                    Send {counted(valid, 'valid row')}
                  </Button>
                ) : (
                  <Button size="sm" variant="default" onClick={work.stop}>
                    Stop
                  </Button>
                )}
              </div>
            </div>
          </Panel>
        ) : null}
      </div>
    </>
  );
}
