import { a } from './merry';
export const b: unknown = () => a;
