import type { Command } from 'commander';
import { Ended, WRONG_USAGE } from '../ended';
import { withExamples } from '../options';
import { json, say } from '../show/print';

export const completion = (program: Command): void => {
  withExamples(
    program
      .command('completion')
      .description('a script by which a shell completes commands and options')
      .argument('<shell>', 'bash, zsh or fish')
      .option('--json', 'as JSON'),
    'completion bash > ~/.local/share/bash-completion/completions/causeway',
  ).action((shell: string, { json: asJson }: { json?: boolean }) => {
    const script = SCRIPTS[shell]?.(wordsOf(program));
    if (script === undefined) throw new Ended(WRONG_USAGE, `${shell} is none of bash, zsh and fish.`);
    if (asJson) json({ shell, script });
    else say(script);
  });
};

type Words = ReadonlyMap<string, readonly string[]>;

/** What may follow each command, by the words so far. */
const wordsOf = (command: Command, path = ''): Words => {
  const options = command.options.map(({ long }) => long).filter((one): one is string => typeof one === 'string');
  const words = new Map([[path, [...command.commands.map((one) => one.name()), ...options, '--help']]]);
  for (const one of command.commands) for (const [key, value] of wordsOf(one, `${path} ${one.name()}`.trim())) words.set(key, [...value]);
  return words;
};

const bash = (words: Words): string => {
  const cases = [...words].map(([path, next]) => `    "${path}") words="${next.join(' ')}" ;;`).join('\n');
  return `_causeway() {
  local path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) case " ${[...words.keys()].filter(Boolean).join(' | ')} " in *" $path\${path:+ }$word "*) path="$path\${path:+ }$word" ;; esac ;; esac
  done
  case "$path" in
${cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _causeway causeway`;
};

const fish = (words: Words): string =>
  [...words]
    .flatMap(([path, next]) => {
      const [first, second] = path.split(' ');
      const when =
        path === ''
          ? '__fish_use_subcommand'
          : [first, second]
              .filter(Boolean)
              .map((one) => `__fish_seen_subcommand_from ${one}`)
              .join('; and ');
      return next.map((word) =>
        word.startsWith('--') ? `complete -c causeway -n '${when}' -l ${word.slice(2)}` : `complete -c causeway -n '${when}' -f -a ${word}`,
      );
    })
    .join('\n');

const SCRIPTS: Readonly<Record<string, (words: Words) => string>> = {
  bash,
  zsh: (words) => `#compdef causeway\nautoload -U +X bashcompinit && bashcompinit\n${bash(words)}`,
  fish,
};
