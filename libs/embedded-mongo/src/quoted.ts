/** A name or path as it may stand inside single quotes. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
