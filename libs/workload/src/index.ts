export { createMarketplace, type Marketplace, type MarketplaceOptions, type Posting } from './marketplace.js';
export { type PostingRequest, requestsOf } from './requests-of.js';
export { createRandom, type Random } from './random.js';
