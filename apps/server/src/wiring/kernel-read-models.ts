import { Views } from '@causeway/event-sourcing';
import { ReadModels } from '@causeway/platform';
import { Injectable } from '@nestjs/common';

/** The platform asks how far the views are; the kernel knows. */
@Injectable()
export class KernelReadModels extends ReadModels {
  constructor(private readonly views: Views) {
    super();
  }

  override reached(views: readonly string[], position: number, timeoutMs: number): Promise<boolean> {
    return this.views.reached(views, position, timeoutMs);
  }
}
