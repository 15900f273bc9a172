import './ui.css';
import { FilterOutlined, SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Badge, Button, Checkbox, DatePicker, Drawer, Input, type InputRef, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { type ReactNode, type Ref, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FilterDef } from './table/model';
import type { TableState } from './table/query';
import { usePhone } from './usePhone';

export interface FilterBarProps {
  state: TableState;
  filters: readonly FilterDef<never>[];
  /** false: the list cannot be searched by words. */
  searchable?: boolean;
  placeholder?: string;
  searchRef?: Ref<InputRef>;
  /** Further buttons at the right end. */
  extra?: ReactNode;
  /** More controls in the phone's drawer (sorting). */
  phoneExtra?: ReactNode;
}

/** Search and filters of a list, kept in the URL. On a phone the filters stand in a drawer. */
export function FilterBar({
  state,
  filters,
  searchable = true,
  placeholder,
  searchRef,
  extra,
  phoneExtra,
}: FilterBarProps) {
  const { t } = useTranslation(['ui', 'common']);
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  const [more, setMore] = useState(false);
  const chosen = (filter: FilterDef<never>) =>
    [filter.key, `${filter.key}_from`, `${filter.key}_to`].some((key) => key in state.query.filters);
  const shown = filters.filter((filter) => phone || more || !filter.more || chosen(filter));
  const controls = shown.map((filter) => (
    <Control key={filter.key} filter={filter} state={state} wide={phone} />
  ));
  const clear = (state.activeFilters > 0 || state.query.search !== '') && (
    <Button type="link" onClick={state.clear}>
      {t('table.clear')}
    </Button>
  );
  return (
    <search className="cl-filters">
      {searchable && (
        <SearchBox state={state} inputRef={searchRef} placeholder={placeholder ?? t('table.search')} />
      )}
      {phone ? (
        (filters.length > 0 || phoneExtra) && (
          <>
            <Badge count={state.activeFilters} size="small">
              <Button icon={<FilterOutlined />} onClick={() => setOpen(true)}>
                {t('table.filters')}
              </Button>
            </Badge>
            <Drawer
              open={open}
              onClose={() => setOpen(false)}
              placement="bottom"
              size="75%"
              title={t('table.filters')}
            >
              <div className="cl-filter-stack">
                {controls}
                {phoneExtra}
                {clear}
              </div>
            </Drawer>
          </>
        )
      ) : (
        <>
          {controls}
          {filters.some((filter) => filter.more) && (
            <Button icon={<FilterOutlined />} aria-expanded={more} onClick={() => setMore(!more)}>
              {t(more ? 'table.fewer_filters' : 'table.more_filters')}
            </Button>
          )}
          {clear}
        </>
      )}
      {extra && <div className="cl-filters-extra">{extra}</div>}
    </search>
  );
}

/** Types freely; the URL (and the server) hear of it after a short rest. */
function SearchBox({
  state,
  placeholder,
  inputRef,
}: {
  state: TableState;
  placeholder: string;
  inputRef: Ref<InputRef> | undefined;
}) {
  const { search } = state.query;
  const [text, setText] = useState(search);
  const sent = useRef(search);
  const { setSearch } = state;
  useEffect(() => {
    // The URL changed from outside (back, saved view, "clear").
    if (search !== sent.current) {
      sent.current = search;
      setText(search);
    }
  }, [search]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      setSearch(text);
    }, 250);
    return () => clearTimeout(timer);
  }, [text, setSearch]);
  return (
    <Input
      {...(inputRef ? { ref: inputRef } : {})}
      className="cl-search"
      type="search"
      prefix={<SearchOutlined />}
      allowClear
      value={text}
      placeholder={placeholder}
      aria-label={placeholder}
      onChange={(e) => setText(e.target.value)}
    />
  );
}

function Control({ filter, state, wide }: { filter: FilterDef<never>; state: TableState; wide: boolean }) {
  const { t } = useTranslation('ui');
  const values = state.query.filters[filter.key] ?? [];
  if (filter.kind === 'flag') {
    return (
      <Checkbox
        checked={values[0] === 'true'}
        onChange={(e) => state.setFilter(filter.key, e.target.checked ? ['true'] : [])}
      >
        {filter.label}
      </Checkbox>
    );
  }
  if (filter.kind === 'dates') {
    const end = (side: 'from' | 'to') => {
      const key = `${filter.key}_${side}`;
      const value = state.query.filters[key]?.[0];
      return (
        <DatePicker
          format="DD/MM/YYYY"
          placeholder={t(`table.${side}`)}
          aria-label={`${filter.label}: ${t(`table.${side}`)}`}
          value={value ? dayjs(value) : null}
          onChange={(day: Dayjs | null) => state.setFilter(key, day ? [day.format('YYYY-MM-DD')] : [])}
        />
      );
    };
    return (
      // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out inline everywhere
      <span className="cl-filter-dates" role="group" aria-label={filter.label}>
        <span className="cl-quiet">{filter.label}</span>
        {end('from')}
        {end('to')}
      </span>
    );
  }
  return <Choice filter={filter} state={state} values={values} wide={wide} />;
}

function Choice({
  filter,
  state,
  values,
  wide,
}: {
  filter: FilterDef<never>;
  state: TableState;
  values: string[];
  wide: boolean;
}) {
  const [typed, setTyped] = useState('');
  const { loadOptions, loadLabels } = filter;
  const remote = useQuery({
    queryKey: ['filter', filter.key, filter.label, typed],
    queryFn: ({ signal }) => loadOptions?.(typed, signal) ?? Promise.resolve([]),
    enabled: loadOptions !== undefined,
    staleTime: 60_000,
  });
  const known = new Map([...(filter.options ?? []), ...(remote.data ?? [])].map((o) => [o.value, o]));
  const strangers = values.filter((v) => !known.has(v));
  const labels = useQuery({
    queryKey: ['filter-labels', filter.key, filter.label, strangers],
    queryFn: ({ signal }) => loadLabels?.(strangers, signal) ?? Promise.resolve([]),
    enabled: loadLabels !== undefined && strangers.length > 0 && !remote.isPending,
    staleTime: 300_000,
  });
  for (const option of labels.data ?? []) known.set(option.value, option);
  const multi = filter.kind === 'multi';
  const value = multi ? values : values[0];
  return (
    <Select<string | string[]>
      className={wide ? 'cl-filter-wide' : 'cl-filter'}
      aria-label={filter.label}
      placeholder={filter.label}
      allowClear
      {...(multi ? { mode: 'multiple' as const, maxTagCount: 'responsive' as const } : {})}
      {...(value === undefined || value.length === 0 ? {} : { value })}
      options={[...known.values()]}
      loading={remote.isFetching}
      popupMatchSelectWidth={false}
      showSearch={loadOptions ? { filterOption: false, onSearch: setTyped } : { optionFilterProp: 'label' }}
      onChange={(next) => {
        const chosen = next === undefined ? [] : [next].flat();
        state.setFilter(filter.key, filter.normalise?.(chosen) ?? chosen);
      }}
    />
  );
}
