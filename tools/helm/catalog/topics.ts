import { connectTopicSpecs, topicSpecs } from '@stockproof/embedded';
import { objectName } from './names.js';

/** A topic as the chart's KafkaTopic has it; how many copies it has is a value of the chart. */
export interface ChartTopic {
  readonly name: string;
  readonly topic: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

/** Every topic that set-up makes for the embedded stack, Connect's own as well. */
export function chartTopics(partitions: number): ChartTopic[] {
  return [...topicSpecs(partitions, ''), ...connectTopicSpecs()].map((topic) => ({
    name: objectName(topic.name),
    topic: topic.name,
    partitions: topic.partitions,
    config: { ...topic.config },
  }));
}
