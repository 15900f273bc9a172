import type { TFunction } from 'i18next';
import { lastDay } from '~/features/admin/periods';
import { formatDate } from '~/ui/format';

/** "01/03/2025 – 30/06/2025"; the wire's end is the first day after. Nothing recorded: nothing said. */
export function periodText(
  t: TFunction<'agency'>,
  of: { from?: string | null | undefined; to?: string | null | undefined },
): string {
  const from = of.from ? formatDate(of.from, true) : '';
  const to = of.to ? formatDate(lastDay(of.to), true) : '';
  if (from && to) return `${from} – ${to}`;
  if (from) return t('since', { date: from });
  return to ? t('until', { date: to }) : '';
}
