import { FileInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { Panel } from '../parts/panel.js';
import { ScrollTable } from '../parts/scroll-table.js';
import css from '../theme/parts.module.css';
import type { OpenedFile } from './import-run.js';

interface ChooseFileProps {
  readonly file: OpenedFile | null;
  readonly busy: boolean;
  readonly open: (file: File) => void;
}

/** Where a file is dropped or chosen. */
export function ChooseFile({ file, busy, open }: ChooseFileProps): ReactElement {
  return (
    <Panel title="File">
      <div
        className={css['body']}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          const [dropped] = event.dataTransfer.files;
          if (dropped !== undefined && !busy) open(dropped);
        }}
      >
        <FileInput
          label="CSV file with a header"
          description="Choose it, or drop it here. It is read in this browser."
          placeholder="No file yet"
          disabled={busy}
          accept=".csv,.tsv,.txt,text/csv"
          onChange={(chosen: File | null) => {
            if (chosen !== null) open(chosen);
          }}
        />
        {file === null ? null : (
          <>
            <p>
              {file.name}, SHA-256 <code className={css['digest']}>{file.digest}</code>
            </p>
            <ScrollTable label="First rows" heads={file.header}>
              {file.sample.map((cells, row) => (
                <tr key={row}>
                  {file.header.map((name, column) => (
                    <td key={`${column} ${name}`}>{cells[column] ?? ''}</td>
                  ))}
                </tr>
              ))}
            </ScrollTable>
          </>
        )}
      </div>
    </Panel>
  );
}
