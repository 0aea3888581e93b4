import type { AvailabilityGenerationV1 } from '@stockproof/events';
import { withFailpoint } from '@stockproof/failpoints';
import type { RunControl } from '../../engine/run-control.js';
import { awaitOutcomes, type SendContext } from '../../engine/send-repairs.js';

/** A step of a generation, and the partition that it is for. */
export interface PlacedStep {
  readonly partition: number;
  readonly step: AvailabilityGenerationV1;
}

/** Sends steps and waits until all are applied. False if one was refused or got no answer in time. */
export async function sendSteps(
  context: SendContext,
  steps: readonly PlacedStep[],
  control: RunControl,
): Promise<boolean> {
  await reportSteps(context, steps);
  const outcomes = await awaitOutcomes(
    context,
    steps.map(({ step }) => step.repair_id),
    control,
  );
  return outcomes.length === steps.length && outcomes.every(({ outcome }) => outcome === 'applied');
}

/** Sends steps, each to its partition, without waiting for their results. */
export async function reportSteps(
  { producer, topic }: SendContext,
  steps: readonly PlacedStep[],
): Promise<void> {
  const messages = steps.map(({ partition, step }) => ({
    partition,
    key: step.recovery_id,
    value: JSON.stringify(step),
    headers: { recovery_id: step.recovery_id },
  }));
  await withFailpoint('run.send-generation', () => producer.send(topic, messages));
}
