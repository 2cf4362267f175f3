import type { Channel } from '../../message/channel';

/** The same channel, and beside it which messages are on their way at this moment. */
export const watched = (channel: Channel, underWay: Set<string>): Channel => ({
  get atOnce() {
    return channel.atOnce;
  },
  accepts: (subject) => channel.accepts(subject),
  close: () => channel.close(),
  send: async (sending) => {
    const { messageId } = sending.message;
    underWay.add(messageId);
    try {
      return await channel.send(sending);
    } finally {
      underWay.delete(messageId);
    }
  },
});
