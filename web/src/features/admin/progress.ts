/** Per cent of `{done, total}` as jobs report it; nothing when the job says nothing of the kind. */
export function shareOf(progress: unknown): number | undefined {
  if (typeof progress !== 'object' || progress === null) return undefined;
  const { done, total } = progress as { done?: unknown; total?: unknown };
  if (typeof done !== 'number' || typeof total !== 'number' || total <= 0) return undefined;
  return Math.max(0, Math.min(100, Math.floor((done / total) * 100)));
}
