import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Cite } from '~/ui/Cite';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { localDay } from '~/ui/format';
import { DateText, LateTag, Nothing } from '~/ui/texts';
import type { ControlGroup } from './api';
import { type Gap, gapsOf, isLate } from './controls';
import { useGroupName } from './groupName';
import { AnswerTag } from './words';

const ORDER = ['unmet', 'partly', 'unanswered'];
const wordOf = ({ control }: Gap) => control.answer?.answer ?? 'unanswered';

/** Requirements that are not met yet, with who is to meet them by when: as it is stored. */
export function GapPlan({
  groups,
  onOpen,
}: {
  groups: readonly ControlGroup[];
  onOpen: (item: string) => void;
}) {
  const { t } = useTranslation('protection');
  const today = localDay(new Date());
  const rows = useMemo(() => gapsOf(groups), [groups]);
  const nameOf = useGroupName();
  const columns = useColumns();
  const filters = useFilters(today);
  return (
    <DataTable<Gap>
      id="protection.gaps"
      label={t('plan.label')}
      columns={columns}
      rowKey={(gap) => gap.control.item}
      filters={filters}
      urlPrefix="g_"
      searchPlaceholder={t('controls.search')}
      source={{
        rows,
        text: ({ control: c, group }) =>
          [c.clause, c.name, c.words, c.article, c.answer?.owner, c.answer?.note, nameOf(group)].join(' '),
      }}
      onOpen={(gap) => onOpen(gap.control.item)}
      rowState={(gap) => (isLate(gap.control, today) ? 'late' : undefined)}
      empty={{ title: t('plan.empty'), text: t('plan.empty_text') }}
    />
  );
}

function useFilters(today: string): FilterDef<Gap>[] {
  const { t } = useTranslation('protection');
  return useMemo(
    () => [
      {
        key: 'answer',
        label: t('plan.answer'),
        kind: 'multi',
        options: ORDER.map((value) => ({ value, label: t(`controls.answer.${value}`) })),
        match: (gap, values) => values.includes(wordOf(gap)),
      },
      { key: 'late', label: t('plan.late'), kind: 'flag', match: (gap) => isLate(gap.control, today) },
      {
        key: 'nobody',
        label: t('plan.nobody'),
        kind: 'flag',
        match: ({ control: { answer } }) => !answer?.owner || !answer.due_on,
      },
    ],
    [t, today],
  );
}

function useColumns(): DataColumn<Gap>[] {
  const { t } = useTranslation('protection');
  const nameOf = useGroupName();
  return useMemo(
    () => [
      {
        key: 'item',
        title: t('plan.item'),
        primary: true,
        sortable: true,
        sortValue: ({ control: c }) => c.clause || c.name || c.words,
        render: ({ control: c }) => [c.clause, c.name, c.words].filter(Boolean).join(' · '),
      },
      {
        key: 'group',
        title: t('plan.group'),
        width: '190px',
        notOnPhone: true,
        sortable: true,
        sortValue: ({ group }) => nameOf(group),
        render: ({ group }) => nameOf(group),
      },
      {
        key: 'answer',
        title: t('plan.answer'),
        width: '140px',
        sortable: true,
        sortValue: (gap) => ORDER.indexOf(wordOf(gap)),
        render: ({ control }) => <AnswerTag answer={control.answer?.answer} />,
      },
      {
        key: 'owner',
        title: t('controls.field.owner'),
        width: '180px',
        sortable: true,
        sortValue: ({ control }) => control.answer?.owner,
        render: ({ control }) => control.answer?.owner || <Nothing />,
      },
      {
        key: 'due',
        title: t('controls.field.due_on'),
        width: '130px',
        sortable: true,
        sortValue: ({ control }) => control.answer?.due_on,
        render: ({ control: { answer } }) => <DateText value={answer?.due_on} dayOnly />,
      },
      {
        key: 'late',
        title: t('plan.late_short'),
        width: '140px',
        render: ({ control: { answer } }) => (answer?.due_on ? <LateTag due={answer.due_on} /> : <Nothing />),
      },
      {
        key: 'note',
        title: t('field.note'),
        width: '240px',
        hidden: true,
        render: ({ control }) => control.answer?.note || <Nothing />,
      },
      {
        key: 'law',
        title: t('plan.law'),
        width: '220px',
        hidden: true,
        render: ({ control }) => <Cite of={control} />,
      },
    ],
    [t, nameOf],
  );
}
