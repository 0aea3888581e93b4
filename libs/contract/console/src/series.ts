import { z } from 'zod';

/** Longest time that the console keeps series for, minutes. */
export const SERIES_MINUTES = 15;

/** Values over time out of the console's own memory. */
export const SERIES_ANSWER = z.strictObject({
  series: z.array(
    z.strictObject({
      name: z.string(),
      unit: z.string(),
      /** Milliseconds since 1970 and value, oldest first. */
      points: z.array(z.tuple([z.int(), z.number()])),
    }),
  ),
});

export type SeriesAnswer = z.infer<typeof SERIES_ANSWER>;
