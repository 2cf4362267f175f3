export * from './event';
export * from './news';
export * from './rejection';
export * from './stream';
export * from './upcast';
