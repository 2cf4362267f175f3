export { EventStoreDbStore } from './store';
export type { Timing } from './timing';
