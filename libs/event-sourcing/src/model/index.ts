export * from './event';
export * from './rejection';
export * from './stream';
export * from './upcast';
export * from './news';
