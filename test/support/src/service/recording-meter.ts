import type { Meter } from '@opentelemetry/api';
import { partOf } from '../kit/part-of.js';

/** One measurement: the instrument, the value, and its attributes. */
export type Measured = readonly [instrument: string, value: number, attributes: object];

type Observer = (result: { observe(value: number, attributes?: object): void }) => void | Promise<void>;

/** A meter that records measurements in order; `observed` reads the observable gauges and counters. */
export function recordingMeter(): {
  readonly meter: Meter;
  readonly measured: Measured[];
  readonly observed: () => Promise<Measured[]>;
} {
  const measured: Measured[] = [];
  const observers: (() => Promise<Measured[]>)[] = [];
  const push =
    (name: string) =>
    (value: number, attributes: object = {}): void =>
      void measured.push([name, value, attributes]);
  const gauge = (name: string) => ({
    name,
    addCallback: (callback: Observer): void =>
      void observers.push(async () => {
        const seen: Measured[] = [];
        await callback({ observe: (value, attributes = {}) => void seen.push([name, value, attributes]) });
        return seen;
      }),
  });
  const addBatchObservableCallback = (
    callback: (result: {
      observe(instrument: { name: string }, value: number, attributes?: object): void;
    }) => void | Promise<void>,
  ): void =>
    void observers.push(async () => {
      const seen: Measured[] = [];
      await callback({
        observe: ({ name }, value, attributes = {}) => void seen.push([name, value, attributes]),
      });
      return seen;
    });
  const meter = partOf<Meter>({
    createCounter: (name: string) => ({ add: push(name) }),
    createHistogram: (name: string) => ({ record: push(name) }),
    createObservableGauge: gauge,
    createObservableCounter: gauge,
    addBatchObservableCallback,
  });
  return {
    meter,
    measured,
    observed: async () => (await Promise.all(observers.map((ask) => ask()))).flat(),
  };
}
