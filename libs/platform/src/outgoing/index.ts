export { type Answer, hear, type Patience } from './hear';
export { retryAfterOf } from './retry-after';
