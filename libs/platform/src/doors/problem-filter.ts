import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { HttpDoors } from './http-doors';

/** Whatever a door throws, answered like every other refusal. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly doors: HttpDoors) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.doors.refuse(error, http.getRequest(), http.getResponse());
  }
}
