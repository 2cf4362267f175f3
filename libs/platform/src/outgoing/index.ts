export { hear, type Patience } from './hear';
export { retryAfterOf } from './retry-after';
