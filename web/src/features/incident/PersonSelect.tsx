import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { matches } from '~/app/fold';
import { useSession } from '~/app/session';
import { peopleQuery } from './api';

/** Chooses somebody who may take part in the case. A child of `Form.Item`. */
export function PersonSelect({
  incident,
  id,
  value,
  onChange,
  without = [],
  leads = false,
  known,
}: {
  incident: string;
  id?: string;
  value?: string | null;
  onChange?: (person: string | null) => void;
  without?: readonly string[];
  /** Only those who may lead it. */
  leads?: boolean;
  /** The name of who is chosen already, while the list comes. */
  known?: string | undefined;
}) {
  const { t } = useTranslation('incident');
  const { person } = useSession();
  const found = useQuery(peopleQuery(incident));
  const options = (found.data ?? [])
    .filter((one) => !without.includes(one.id) && (!leads || one.handles))
    .map((one) => ({
      value: one.id,
      label:
        one.id === person.id
          ? t('people.me', { name: one.full_name })
          : [one.full_name, one.title].filter(Boolean).join(' · '),
    }));
  if (value && known && !options.some((one) => one.value === value)) options.push({ value, label: known });
  return (
    <Select
      {...(id ? { id } : {})}
      value={value ?? null}
      allowClear
      loading={found.isFetching}
      options={options}
      placeholder={t('people.choose')}
      popupMatchSelectWidth={false}
      notFoundContent={t(found.isError ? 'pick.failed' : found.isFetching ? 'pick.searching' : 'pick.none')}
      showSearch={{ filterOption: (typed, option) => matches(option?.label ?? '', typed) }}
      onChange={(next: string | null | undefined) => onChange?.(next ?? null)}
    />
  );
}
