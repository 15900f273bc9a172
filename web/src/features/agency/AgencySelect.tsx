import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { matches } from '~/app/fold';
import { type AgencyOption, choicesQuery, labelsQuery, mergeOptions, optionOf } from './choices';

interface Common {
  id?: string;
  /** The day on which the agency must exist (yyyy-MM-dd); today without one. */
  on?: string | undefined;
  /** Also agencies that do not exist on the day. */
  all?: boolean;
  /** Offered first while nothing is typed, e.g. the own agencies. */
  first?: readonly AgencyOption[] | undefined;
  /** Not in the directory yet, e.g. those that a draft founds. */
  extra?: readonly AgencyOption[] | undefined;
  placeholder?: string;
  disabled?: boolean;
  className?: string;
  'aria-label'?: string;
}

export interface AgencySelectProps extends Common {
  value?: string | null | undefined;
  onChange?: (id: string | null) => void;
  allowClear?: boolean;
}

export interface AgencyMultiSelectProps extends Common {
  value?: readonly string[] | undefined;
  onChange?: (ids: string[]) => void;
}

/**
 * Chooses one agency of the whole directory, by any name it ever had, abbreviation or code; what is closed on the
 * day leads to whoever took it over. A child of `Form.Item`.
 */
export function AgencySelect({ value, onChange, allowClear = true, ...common }: AgencySelectProps) {
  const { rest, ...search } = useSearch(common, value ? [value] : []);
  return (
    <Select<string, AgencyOption>
      {...rest}
      {...search}
      value={value ?? null}
      allowClear={allowClear}
      onChange={(next) => onChange?.(next ?? null)}
    />
  );
}

/** Chooses several; see [AgencySelect]. */
export function AgencyMultiSelect({ value = [], onChange, ...common }: AgencyMultiSelectProps) {
  const { rest, ...search } = useSearch(common, value);
  return (
    <Select<string[], AgencyOption>
      {...rest}
      {...search}
      mode="multiple"
      value={[...value]}
      onChange={(next) => onChange?.(next)}
    />
  );
}

function useSearch(
  { on, all = false, first, extra, placeholder, ...rest }: Common,
  value: readonly string[],
) {
  const { t } = useTranslation('agency');
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const found = useQuery({ ...choicesQuery(search, on, all), placeholderData: (old) => old });
  const near = useMemo(() => [...(extra ?? []), ...(first ?? [])], [extra, first]);
  const strangers = value.filter(
    (id) => !near.some((o) => o.value === id) && !found.data?.some((c) => c.id === id),
  );
  const labels = useQuery({
    ...labelsQuery(strangers, on),
    enabled: strangers.length > 0 && !found.isPending,
    placeholderData: (old) => old,
  });
  const options = useMemo(() => {
    const named = (labels.data ?? []).map(optionOf);
    const chosen = value.map(
      (id) =>
        named.find((o) => o.value === id) ?? { value: id, label: labels.isPending ? '…' : t('unnamed') },
    );
    return mergeOptions({ typed, first, extra, found: (found.data ?? []).map(optionOf), chosen, matches });
  }, [typed, first, extra, found.data, labels.data, labels.isPending, value, t]);
  return {
    rest,
    options,
    loading: found.isFetching,
    placeholder: placeholder ?? t('select.placeholder'),
    showSearch: { filterOption: false as const, onSearch: setTyped },
    // Closing without a choice leaves no old text to search by.
    onOpenChange: (open: boolean) => {
      if (!open) setTyped('');
    },
    popupMatchSelectWidth: false,
    classNames: { popup: { root: 'ag-choices' } },
    optionRender: (option: { data: AgencyOption }) => (
      <>
        <div className="cl-wrap">{option.data.label}</div>
        {option.data.hint && <div className="cl-quiet cl-wrap">{option.data.hint}</div>}
      </>
    ),
    notFoundContent: found.isError
      ? t('select.failed')
      : found.isFetching
        ? t('select.searching')
        : t('select.none'),
  };
}
