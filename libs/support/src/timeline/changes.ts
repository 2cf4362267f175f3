export type Change = Readonly<{ pointer: string; from: unknown; to: unknown }>;

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** What is different between two states, each by its JSON Pointer; what is not there is null. Lists are compared place by place. */
export const changesBetween = (from: unknown, to: unknown, pointer = ''): Change[] => {
  if (isPlain(from) && isPlain(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return names.flatMap((name) => changesBetween(from[name], to[name], `${pointer}/${escaped(name)}`));
  }
  if (Array.isArray(from) && Array.isArray(to)) {
    const length = Math.max(from.length, to.length);
    return Array.from({ length }, (_, i) => changesBetween(from[i], to[i], `${pointer}/${i}`)).flat();
  }
  return JSON.stringify(from ?? null) === JSON.stringify(to ?? null) ? [] : [{ pointer, from: from ?? null, to: to ?? null }];
};
