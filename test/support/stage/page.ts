/** A page of situations: each has steps in order, typed commands with what they print, and what the test brings about between them. */
export type Step = Readonly<{ brings: string }> | Readonly<{ commands: readonly Readonly<{ typed: string; prints: readonly string[] }>[] }>;
export type Situation = Readonly<{ title: string; steps: readonly Step[] }>;

export const situationsOf = (markdown: string): Situation[] =>
  markdown
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = '', ...rest] = section.split('\n');
      return { title, steps: stepsOf(rest.join('\n')) };
    });

const stepsOf = (text: string): Step[] =>
  [...text.matchAll(/<!-- test: (.+?) -->|```console\n([\s\S]*?)```/g)].map(([, brings, block]) =>
    brings !== undefined ? { brings } : { commands: commandsOf(block ?? '') },
  );

const commandsOf = (block: string) =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [typed = '', ...prints] = part.trimEnd().split('\n');
      return { typed, prints };
    });

/** `…` stands for anything within a line; alone on a line for any lines. What is between words is not compared. */
export const patternOf = (prints: readonly string[]): RegExp => {
  const line = (text: string) =>
    squeezed(text)
      .split('…')
      .map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('\\s?[^\\n]*?\\s?');
  return new RegExp(`^${prints.map((text) => (text.trim() === '…' ? '(?:[^\\n]*\\n)*?' : `${line(text)}\\n`)).join('')}$`);
};

export const squeezed = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').trim())
    .join('\n');
