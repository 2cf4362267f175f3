import { Ended, WRONG_USAGE } from './ended';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The name of a thing as the doors take it; what people have at hand instead is answered with what to type. */
export const subjectOf = (text: string): string => {
  if (/^[A-Za-z]+:./.test(text)) return text;
  if (/^\d{12,20}$/.test(text)) throw new Ended(WRONG_USAGE, `An order is named order:${text}`);
  if (UUID.test(text)) throw new Ended(WRONG_USAGE, `A thing is named by its kind and its id: order:${text}, subscription:${text}, …`);
  throw new Ended(
    WRONG_USAGE,
    `${text || 'Nothing'} is no name of a thing: it is its kind, a colon and its id, such as order:202611220045`,
  );
};
