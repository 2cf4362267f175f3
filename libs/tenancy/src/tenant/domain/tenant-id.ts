/** Which strings name a tenant (spec 10, *Words*); compared without case. */
export const TENANT_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{2,63}$/;

/** The marketplace itself; nobody else is called so. */
export const OPERATOR = 'operator';

export const sameTenant = (one: string | null, other: string | null): boolean =>
  one !== null && other !== null && one.toLowerCase() === other.toLowerCase();

/** A tenant id that people can read, made from the company's name. */
export const idFromName = (name: string): string => {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return slug.length < 3 ? `tenant-${slug}`.replace(/-$/, '') : slug;
};
