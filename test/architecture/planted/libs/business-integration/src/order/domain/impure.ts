export const now = () => new Date();
import 'node:fs';
