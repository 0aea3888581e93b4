import { describe } from '@jest/globals';
import { testBroker } from '@stockproof/testing';
import { describeFailing } from './describe-failing.js';
import { describeMembership } from './describe-membership.js';
import { describeProducing } from './describe-producing.js';
import { describeReading } from './describe-reading.js';

// A second client would be a second list like this one.
describe('kafkajs as a broker', () => {
  describeReading(testBroker);
  describeMembership(testBroker);
  describeFailing(testBroker);
  describeProducing(testBroker);
});
