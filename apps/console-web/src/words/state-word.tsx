import type { ReactElement } from 'react';
import { SIGNS, type Tone, toneOf } from './tones.js';
import css from '../theme/parts.module.css';

/** A word of the API with its sign and colour. */
export function StateWord({
  word,
  tone = toneOf(word),
}: {
  readonly word: string;
  readonly tone?: Tone;
}): ReactElement {
  return (
    <span className={css['state']} data-tone={tone}>
      <span aria-hidden="true">{SIGNS[tone]}</span> {word}
    </span>
  );
}
