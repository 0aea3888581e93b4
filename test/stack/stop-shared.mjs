// Stops the Stockproof that some specs share.
import { stopSharedInstance } from '../../dist/test/stack/shared-instance.js';

export default stopSharedInstance;
