/** A client id that people can read: whose, what for, and something that nobody else has. */
export const clientIdFor = (owner: string, name: string, random: string): string =>
  [slug(owner, 40), slug(name, 24), random.replaceAll('-', '').slice(-12)].filter((part) => part !== '').join('-');

const slug = (text: string, length: number): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, length)
    .replace(/^-+|-+$/g, '');
