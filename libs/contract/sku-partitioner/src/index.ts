export { javaStringHashCode, skuPartition } from './sku-partition.js';
