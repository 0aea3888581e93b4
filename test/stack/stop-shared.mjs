// Stops the Stockproof that some specs of instances share.
import { stopSharedInstance } from '../../dist/test/stack/shared-instance.js';

export default stopSharedInstance;
