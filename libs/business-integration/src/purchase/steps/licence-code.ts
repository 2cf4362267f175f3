const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `L-` and 12 Crockford characters, made from a UUID: 60 of its bits that are not version or variant. */
export const licenceCode = (uuid: string): string => {
  const hex = uuid.replaceAll('-', '');
  let bits = BigInt(`0x${hex.slice(0, 12)}${hex.slice(-3)}`);
  let code = '';
  for (let i = 0; i < 12; i++) {
    code += CROCKFORD[Number(bits & 31n)];
    bits >>= 5n;
  }
  return `L-${code}`;
};
