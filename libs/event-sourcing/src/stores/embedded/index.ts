export { EmbeddedEventStore, type EmbeddedOptions } from './embedded-event-store';
export { type Held, holdDataFolder } from './hold';
export { StoreFileRefused, StoreHeld } from './refusals';
