import { b } from './round';
export const a: unknown = () => b;
