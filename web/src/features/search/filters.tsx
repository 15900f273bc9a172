import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { hasFilter, toggleFilter } from './query';

/** What a value of an event can be used for. */
export interface Filters {
  has: (field: string, value: string, not: boolean) => boolean;
  toggle: (field: string, value: string, not: boolean) => void;
  columns: readonly string[];
  pin: (column: string) => void;
}

export function useFilters(
  q: string,
  columns: readonly string[],
  go: (change: { q?: string; columns?: readonly string[] }) => void,
): Filters {
  return useMemo(
    () => ({
      has: (field, value, not) => hasFilter(q, field, value, not),
      toggle: (field, value, not) => go({ q: toggleFilter(q, field, value, not) }),
      columns,
      pin: (column) =>
        go({
          columns: columns.includes(column) ? columns.filter((c) => c !== column) : [...columns, column],
        }),
    }),
    [q, columns, go],
  );
}

/** "chỉ" and "loại" beside a value. */
export function ValueButtons({ field, value, filters }: { field: string; value: string; filters: Filters }) {
  const { t } = useTranslation('search');
  return (
    <span className="se-value-buttons">
      {([false, true] as const).map((not) => {
        const on = filters.has(field, value, not);
        const kind = not ? 'out' : 'only';
        return (
          <button
            key={kind}
            type="button"
            className="se-chip"
            aria-pressed={on}
            aria-label={t(`filter.${kind}_label`, { field, value: value.slice(0, 100) })}
            title={t(on ? 'filter.undo' : `filter.${kind}_title`)}
            onClick={() => filters.toggle(field, value, not)}
          >
            {t(`filter.${kind}`)}
          </button>
        );
      })}
    </span>
  );
}

/** Makes a field a column of the list, or takes it off. */
export function PinButton({
  field,
  filters,
  long,
}: {
  field: string;
  filters: Filters;
  /** With its verb, where there is room. */
  long?: boolean;
}) {
  const { t } = useTranslation('search');
  const on = filters.columns.includes(field);
  return (
    <span className="se-value-buttons">
      <button
        type="button"
        className="se-chip"
        aria-pressed={on}
        aria-label={t(on ? 'filter.unpin_label' : 'filter.pin_label', { field })}
        title={t(on ? 'filter.unpin_label' : 'filter.pin_label', { field })}
        onClick={() => filters.pin(field)}
      >
        {t(long ? (on ? 'filter.unpin_long' : 'filter.pin_long') : 'filter.pin')}
      </button>
    </span>
  );
}
