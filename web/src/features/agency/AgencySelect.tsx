import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { data } from '~/api/client';
import { agencies } from './wire';

export interface AgencySelectProps {
  id?: string;
  value?: string | null;
  onChange?: (id: string | null) => void;
  /** Names of ids that are chosen already. */
  known?: Readonly<Record<string, string>>;
  placeholder?: string;
  disabled?: boolean;
  'aria-label'?: string;
}

/** Chooses one organisation; also found by old names and abbreviations. A child of `Form.Item`. */
export function AgencySelect({ value, onChange, known, ...rest }: AgencySelectProps) {
  const { t } = useTranslation('agency');
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['agencies', 'select', search],
    queryFn: ({ signal }) =>
      data(
        agencies.GET('/api/v1/agencies', {
          params: { query: { limit: 30, state: 'active', ...(search ? { search } : {}) } },
          signal,
        }),
      ),
    staleTime: 60_000,
    placeholderData: (old) => old,
  });
  const rows = found.data?.items ?? [];
  const options = rows.map((row) => ({
    value: row.id,
    label: row.name,
    hint: [row.found_by && t('old_name', { name: row.found_by }), row.parent_name]
      .filter(Boolean)
      .join(' · '),
  }));
  const name = value ? known?.[value] : undefined;
  if (value && name && !options.some((o) => o.value === value))
    options.push({ value, label: name, hint: '' });
  return (
    <Select
      {...rest}
      {...(value ? { value } : {})}
      allowClear
      loading={found.isFetching}
      placeholder={rest.placeholder ?? t('select.placeholder')}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      options={options}
      optionRender={(option) => (
        <>
          <div className="cl-wrap">{option.data.label}</div>
          {option.data.hint && <div className="cl-quiet">{option.data.hint}</div>}
        </>
      )}
      notFoundContent={
        found.isError ? t('select.failed') : found.isFetching ? t('select.searching') : t('select.none')
      }
      onChange={(next: string | undefined) => onChange?.(next ?? null)}
    />
  );
}
