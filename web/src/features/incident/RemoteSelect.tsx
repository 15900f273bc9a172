import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface RemoteOption {
  value: string;
  label: string;
  hint?: string | undefined;
}

export interface RemoteSelectProps {
  id?: string;
  value?: string | null;
  onChange?: (value: string | null, option?: RemoteOption) => void;
  /** Begins the cache key. */
  name: string;
  find: (text: string, signal: AbortSignal) => Promise<RemoteOption[]>;
  placeholder?: string;
}

/** Chooses one record that the server finds while one types. A child of `Form.Item`. */
export function RemoteSelect({ id, value, onChange, name, find, placeholder }: RemoteSelectProps) {
  const { t } = useTranslation('incident');
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['incident', 'pick', name, search],
    queryFn: ({ signal }) => find(search, signal),
    placeholderData: (old) => old,
    staleTime: 30_000,
  });
  return (
    <Select<string, RemoteOption>
      {...(id ? { id } : {})}
      value={value ?? null}
      allowClear
      options={found.data ?? []}
      loading={found.isFetching}
      placeholder={placeholder ?? t('pick.placeholder')}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      popupMatchSelectWidth={false}
      classNames={{ popup: { root: 'in-choices' } }}
      onChange={(next, option) =>
        onChange?.(next ?? null, Array.isArray(option) ? undefined : (option ?? undefined))
      }
      optionRender={(option) => (
        <>
          <div className="cl-wrap">{option.data.label}</div>
          {option.data.hint && <div className="cl-quiet cl-wrap">{option.data.hint}</div>}
        </>
      )}
      notFoundContent={t(found.isError ? 'pick.failed' : found.isFetching ? 'pick.searching' : 'pick.none')}
    />
  );
}
