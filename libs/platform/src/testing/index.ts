export { agentOf, of, operator, paging, requestsAt } from './callers';
export { composed } from './composed';
