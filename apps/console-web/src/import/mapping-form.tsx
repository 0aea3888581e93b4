import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { Panel } from '../parts/panel.js';
import css from '../theme/parts.module.css';
import {
  type ColumnMapping,
  type ForWholeFile,
  guessMapping,
  IMPORT_FIELDS,
  mappingFault,
} from './rows/fields.js';
import type { OpenedFile } from './import-run.js';

interface MappingFormProps {
  readonly file: OpenedFile;
  readonly busy: boolean;
  readonly check: (mapping: ColumnMapping, same: ForWholeFile) => void;
}

const OPERATIONS = [
  { value: '', label: 'choose one' },
  { value: 'I', label: 'I, receive' },
  { value: 'D', label: 'D, decrease' },
  { value: 'S', label: 'S, count: set to this quantity' },
];

/** Which column is which field; what no column says is the same for the whole file. */
export function MappingForm({ file, busy, check }: MappingFormProps): ReactElement {
  const [mapping, setMapping] = useState(() => guessMapping(file.header));
  const [same, setSame] = useState<ForWholeFile>({ operation: '', event_time: file.changed_at });
  const columns = file.header.map((name, column) => ({
    value: String(column),
    label: name || `column ${column + 1}`,
  }));
  const fault = mappingFault(mapping, same);
  const choose = (name: string, value: string): void =>
    setMapping(({ [name]: _before, ...others }) =>
      value === '' ? others : { ...others, [name]: Number(value) },
    );
  return (
    <Panel title="Columns">
      <form
        className={css['body']}
        onSubmit={(event) => {
          event.preventDefault();
          if (fault === '') check(mapping, same);
        }}
      >
        <div className={css['filters']}>
          {IMPORT_FIELDS.map(({ name, required }) => (
            <NativeSelect
              key={name}
              size="xs"
              label={name}
              required={required}
              value={String(mapping[name] ?? '')}
              data={[{ value: '', label: 'no column' }, ...columns]}
              onChange={({ currentTarget: { value } }) => choose(name, value)}
            />
          ))}
        </div>
        <div className={css['filters']}>
          {mapping['operation'] !== undefined ? null : (
            <NativeSelect
              size="xs"
              label="Operation of every row"
              value={same.operation}
              data={OPERATIONS}
              onChange={({ currentTarget: { value } }) => setSame((now) => ({ ...now, operation: value }))}
            />
          )}
          {mapping['event_time'] !== undefined ? null : (
            <TextInput
              size="xs"
              label="Event time of every row"
              description="Proposed: when the file was changed last."
              value={same.event_time}
              onChange={({ currentTarget: { value } }) => setSame((now) => ({ ...now, event_time: value }))}
            />
          )}
        </div>
        <div className={css['row']}>
          <Button type="submit" size="sm" loading={busy} disabled={fault !== ''}>
            Check every row
          </Button>
          <span className={css['muted']}>{fault}</span>
        </div>
      </form>
    </Panel>
  );
}
