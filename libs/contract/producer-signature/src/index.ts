export {
  checkSignature,
  type Checked,
  SIGNATURE_PROBLEMS,
  type SignatureProblemCode,
} from './check-signature.js';
export {
  parseRootKeys,
  parseSigningKey,
  type Producer,
  producerSigner,
  PRODUCER_SIGNATURE,
  type RootKeys,
  type ProducerSigningKey,
  signingKey,
} from './producer-key.js';
