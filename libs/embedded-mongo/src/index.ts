export { embeddedMongoose, openEmbedded } from './driver';
export { DocumentFileRefused, DocumentStoreUnavailable, NotSupportedEmbedded } from './errors';
export type { SlowScan, StoreOptions } from './store-options';
