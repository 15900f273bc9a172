import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { choicesQuery, systemQuery } from './api';

/** Chooses a system: of one agency, or of all within reach. A child of `Form.Item`. */
export function SystemSelect({
  id,
  value,
  onChange,
  agency,
  without,
  disabled,
  placeholder,
}: {
  id?: string;
  value?: string | null;
  onChange?: (id: string | null) => void;
  /** Only those of this agency. */
  agency?: string | undefined;
  /** Not this one. */
  without?: string | undefined;
  disabled?: boolean;
  placeholder?: string;
}) {
  const { t } = useTranslation('system');
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const found = useQuery({
    ...choicesQuery(search, agency),
    enabled: !disabled,
    placeholderData: (old) => old,
  });
  const items = (found.data?.items ?? []).filter((s) => s.id !== without);
  const stranger = value && !items.some((s) => s.id === value) ? value : undefined;
  const chosen = useQuery({
    ...systemQuery(stranger ?? ''),
    enabled: stranger !== undefined && !found.isPending,
    refetchInterval: false,
  });
  const options = items.map((s) => ({ value: s.id, label: s.name, hint: s.agency_name }));
  if (stranger)
    options.push({
      value: stranger,
      label: chosen.data?.system.name ?? (chosen.isError ? t('select.gone') : '…'),
      hint: chosen.data?.system.agency_name ?? '',
    });
  return (
    <Select<string, (typeof options)[number]>
      {...(id ? { id } : {})}
      value={value ?? null}
      allowClear
      disabled={disabled ?? false}
      placeholder={placeholder ?? t('select.placeholder')}
      options={options}
      loading={found.isFetching}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      popupMatchSelectWidth={false}
      classNames={{ popup: { root: 'sy-choices' } }}
      onOpenChange={(open: boolean) => {
        if (!open) setTyped('');
      }}
      onChange={(next) => onChange?.(next ?? null)}
      optionRender={(option) => (
        <>
          <div className="cl-wrap">{option.data.label}</div>
          {!agency && option.data.hint && <div className="cl-quiet cl-wrap">{option.data.hint}</div>}
        </>
      )}
      notFoundContent={t(
        found.isError ? 'select.failed' : found.isFetching ? 'select.searching' : 'select.none',
      )}
    />
  );
}

/** The name of a system that is known by its id. */
export function SystemName({ id }: { id: string }) {
  const { t } = useTranslation('system');
  const found = useQuery({ ...systemQuery(id), refetchInterval: false });
  return <>{found.data?.system.name ?? (found.isError ? t('select.gone') : '…')}</>;
}
