/** What the answer to a message is bound to when it is sealed. */
export const answerContext = (messageId: string): string => `answer:${messageId}`;
