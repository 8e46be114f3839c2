import type { Enrollment, Memory } from './profile-state.js';

/** Notes something in what an enrollment carries; `undefined` forgets it. Nothing at all is carried as nothing. */
export function remember(enrollment: Enrollment, notes: Partial<Memory>): void {
  const memory = Object.fromEntries(
    Object.entries({ ...enrollment.memory, ...notes }).filter(([, value]) => value !== undefined),
  );
  enrollment.memory = Object.keys(memory).length > 0 ? memory : undefined;
  enrollment.touched = true;
}
