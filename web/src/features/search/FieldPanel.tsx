import { useQuery } from '@tanstack/react-query';
import { Input, Skeleton } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { matches } from '~/app/fold';
import { formatNumber } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { usePhone } from '~/ui/usePhone';
import { topQuery } from './api';
import { type Filters, PinButton, ValueButtons } from './filters';
import type { Ask } from './types';

/** The fields of the events that are loaded; an open one shows its most frequent values of the whole time. */
export function FieldPanel({
  fields,
  loaded,
  ask,
  filters,
}: {
  fields: readonly { name: string; events: number }[];
  /** Events that were looked at for them. */
  loaded: number;
  ask: Ask;
  filters: Filters;
}) {
  const { t } = useTranslation('search');
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState<string>();
  const phone = usePhone();
  const word = useDeferredValue(typed.trim());
  const shown = useMemo(() => (word ? fields.filter((f) => matches(f.name, word)) : fields), [fields, word]);
  if (fields.length === 0) return null;
  return (
    <>
      <Input
        {...(phone ? {} : { size: 'small' as const })}
        className="se-fields-search"
        allowClear
        value={typed}
        placeholder={t('fields.search', { count: fields.length })}
        aria-label={t('fields.search', { count: fields.length })}
        onChange={(e) => setTyped(e.target.value)}
      />
      <p className="se-fields-note">{t('fields.note', { count: loaded, number: formatNumber(loaded) })}</p>
      <ul className="se-fields-list">
        {shown.map(({ name, events }) => (
          <li key={name} data-pinned={filters.columns.includes(name) || undefined}>
            <button
              type="button"
              className="se-field"
              aria-expanded={open === name}
              title={t('fields.has', { field: name, number: formatNumber(events) })}
              onClick={() => setOpen(open === name ? undefined : name)}
            >
              <code>{name}</code>
              <span className="cl-quiet cl-figures">{formatNumber(events)}</span>
            </button>
            {open === name && <Values field={name} ask={ask} filters={filters} />}
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="cl-quiet">{t('fields.none')}</p>}
    </>
  );
}

function Values({ field, ask, filters }: { field: string; ask: Ask; filters: Filters }) {
  const { t } = useTranslation('search');
  const top = useQuery(topQuery(ask, field));
  if (top.isPending) return <Skeleton active title={false} paragraph={{ rows: 3 }} />;
  if (top.isError) return <ProblemAlert problem={top.error} onRetry={() => void top.refetch()} />;
  const most = top.data.items[0]?.events ?? 1;
  return (
    <div className="se-values">
      {top.data.items.length === 0 ? (
        <p className="cl-quiet">{t('fields.no_values')}</p>
      ) : (
        <ol aria-label={t('fields.values', { field })}>
          {top.data.items.map(({ value, events }) => (
            <li key={value}>
              <span className="se-value" title={value}>
                {value || t('fields.blank')}
              </span>
              <span className="cl-quiet cl-figures">{formatNumber(events)}</span>
              <span className="se-share" style={{ width: `${(events / most) * 100}%` }} aria-hidden="true" />
              {value.trim() !== '' && <ValueButtons field={field} value={value} filters={filters} />}
            </li>
          ))}
        </ol>
      )}
      <PinButton field={field} filters={filters} long />
    </div>
  );
}
