export { createMarketplace, type Marketplace, type MarketplaceOptions, type Posting } from './marketplace.js';
export { createRandom, type Random } from './random.js';
