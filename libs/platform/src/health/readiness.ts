import { Injectable } from '@nestjs/common';

/** Whether one part can do its work: true, or a few words about what it waits for. */
export type ReadinessCheck = Readonly<{ name: string; ready(): Promise<boolean | string> }>;

const PATIENCE = 2_000;

/** What must be up before the platform calls itself ready (spec 05): each part registers its own check. */
@Injectable()
export class Readiness {
  private readonly checks: ReadinessCheck[] = [];

  register(check: ReadinessCheck): void {
    this.checks.push(check);
  }

  /** Every part, and whether all of them are ready. */
  async ask(): Promise<{ ready: boolean; parts: Record<string, string> }> {
    const answers = await Promise.all(this.checks.map(async (check) => [check.name, await answerOf(check)] as const));
    return { ready: answers.every(([, answer]) => answer === 'ready'), parts: Object.fromEntries(answers) };
  }
}

const answerOf = async (check: ReadinessCheck): Promise<string> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, PATIENCE, 'does not answer');
  });
  try {
    const answer = await Promise.race([check.ready(), late]);
    return answer === true ? 'ready' : answer === false ? 'not ready' : answer;
  } catch {
    return 'does not answer';
  } finally {
    clearTimeout(timer);
  }
};
