import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { Card, Page } from '~/ui/Page';
import { DateText } from '~/ui/texts';
import { refresh } from '../api';
import { MAX_NAME } from '../desk/model';
import { Confirmed, Indicator, Kind } from '../desk/words';
import { FirstField } from '../FirstField';
import { INDICATORS, MAX_LINE, MAX_REASON } from '../model';
import { Sections } from '../Sections';
import { useAct } from '../useAct';
import { addHub, clustersQuery, type Hub, hubsQuery, isOfService, removeHub } from './api';

/** What many reports name and that still joins none: a bank's hotline, a big site, the number of an office. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  const found = useQuery(hubsQuery);
  const [adding, setAdding] = useState<Pick<Fields, 'kind' | 'value'>>();
  const may = can(session, 'hotline.verify');
  const columns = useColumns(may);
  const filters = useMemo<FilterDef<Hub>[]>(
    () => [
      {
        key: 'kind',
        label: t('column.kind'),
        kind: 'multi',
        options: INDICATORS.map((value) => ({ value, label: t(`kind.${value}`) })),
        match: (hub, values) => values.includes(hub.kind),
      },
    ],
    [t],
  );
  const add = may && (
    <Button type="primary" onClick={() => setAdding({ kind: 'phone', value: '' })}>
      {t('hub.add')}
    </Button>
  );
  return (
    <Page title={t('hub.title')} wide meta={t('hub.meta')} actions={add}>
      <Sections />
      {may && <Proposed onAdd={setAdding} />}
      <DataTable<Hub>
        id="hotline.hubs"
        label={t('hub.title')}
        columns={columns}
        rowKey={(hub) => hub.id}
        filters={filters}
        searchPlaceholder={t('hub.search')}
        source={{
          rows: found.data,
          error: found.data ? undefined : found.error,
          onRetry: () => void found.refetch(),
          text: (hub) => [hub.label, hub.match_key, hub.reason].join(' '),
        }}
        empty={{ title: t('hub.empty'), text: t('hub.empty_text'), action: add }}
      />
      {adding && <AddDialog of={adding} onClose={() => setAdding(undefined)} />}
    </Page>
  );
}

/** What so many reports name that it joins none: somebody says whether it is a hub. */
function Proposed({ onAdd }: { onAdd: (of: Pick<Fields, 'kind' | 'value'>) => void }) {
  const { t } = useTranslation('hotline_desk');
  const { data } = useQuery(clustersQuery);
  const proposed = data?.proposed_hubs ?? [];
  if (proposed.length === 0) return null;
  return (
    <Card title={t('hub.proposed')}>
      <p className="cl-quiet">{t('hub.proposed_text')}</p>
      <ul className="cl-lines">
        {proposed.map((one) => (
          <li key={`${one.kind} ${one.value} ${one.bank ?? ''}`}>
            <span>
              <Indicator kind={one.kind} value={one.value} bank={one.bank} />{' '}
              <span className="cl-quiet">{t('cluster.in', { count: one.reports })}</span>
            </span>
            <Button
              size="small"
              aria-label={t('hub.add_this', { value: one.value })}
              onClick={() => onAdd({ kind: one.kind, value: one.value })}
            >
              {t('hub.add_short')}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function useColumns(may: boolean): DataColumn<Hub>[] {
  const { t } = useTranslation('hotline_desk');
  return useMemo(() => {
    const columns: DataColumn<Hub>[] = [
      {
        key: 'label',
        title: t('hub.label'),
        primary: true,
        sortable: true,
        sortValue: (hub) => hub.label,
        render: (hub) => hub.label || hub.match_key,
      },
      {
        key: 'kind',
        title: t('column.kind'),
        width: '130px',
        sortable: true,
        sortValue: (hub) => hub.kind,
        render: (hub) => <Kind value={hub.kind} />,
      },
      {
        key: 'value',
        title: t('column.indicator'),
        width: '220px',
        render: (hub) => (
          <>
            <Indicator kind={hub.kind} value={hub.match_key} bare />
            {hub.joins && <span className="cl-quiet"> {t('hub.joins')}</span>}
          </>
        ),
      },
      { key: 'reason', title: t('reason'), render: (hub) => <span className="hd-text">{hub.reason}</span> },
      { key: 'by', title: t('column.by'), width: '150px', hidden: true, render: (hub) => hub.by_name },
      {
        key: 'at',
        title: t('column.added'),
        width: '150px',
        sortable: true,
        sortValue: (hub) => hub.at,
        render: (hub) => <DateText value={hub.at} />,
      },
    ];
    if (may)
      columns.push({
        key: 'remove',
        title: t('column.act'),
        width: '130px',
        render: (hub) => <Remove hub={hub} />,
      });
    return columns;
  }, [t, may]);
}

function Remove({ hub }: { hub: Hub }) {
  const { t } = useTranslation('hotline_desk');
  const remove = useAct(() => removeHub(hub.id), t('hub.removed'));
  return (
    <Confirmed
      label={t('hub.remove')}
      ask={t('hub.remove_ask', { label: hub.label })}
      text={t('hub.remove_text')}
      danger
      working={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      placement="left"
    />
  );
}

interface Fields {
  kind: string;
  value: string;
  label: string;
  reason: string;
  joins: boolean;
}

function AddDialog({ of, onClose }: { of: Pick<Fields, 'kind' | 'value'>; onClose: () => void }) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  const required = { required: true, whitespace: true, message: t('errors:field.required.what') };
  return (
    <FormDialog<Fields>
      title={t('hotline_desk:hub.add')}
      submit={t('hotline_desk:hub.add')}
      said={t('hotline_desk:hub.added')}
      start={{ ...of, label: '', reason: '', joins: false }}
      send={({ kind, value, label, reason, joins }) =>
        addHub({
          kind,
          value: value.trim(),
          label: (label ?? '').trim(),
          reason: reason.trim(),
          joins: joins === true && isOfService(kind, value),
        })
      }
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('hotline_desk:hub.about')}</p>
      <FirstField name={of.value ? 'label' : 'value'} />
      <div className="cl-two">
        <Form.Item name="kind" label={t('hotline_desk:column.kind')}>
          <Select options={INDICATORS.map((value) => ({ value, label: t(`hotline_desk:kind.${value}`) }))} />
        </Form.Item>
        <Form.Item name="value" label={t('hotline_desk:column.indicator')} rules={[required]}>
          <Input maxLength={MAX_LINE} spellCheck={false} autoCapitalize="off" />
        </Form.Item>
      </div>
      <Form.Item name="label" label={t('hotline_desk:hub.label')} extra={t('hotline_desk:hub.label_help')}>
        <Input maxLength={MAX_NAME} />
      </Form.Item>
      <Form.Item noStyle dependencies={['kind', 'value']}>
        {(form) =>
          isOfService(form.getFieldValue('kind'), form.getFieldValue('value') ?? '') && (
            <Form.Item name="joins" valuePropName="checked" extra={t('hotline_desk:hub.joins_help')}>
              <Checkbox>{t('hotline_desk:hub.joins_label')}</Checkbox>
            </Form.Item>
          )
        }
      </Form.Item>
      <Form.Item name="reason" label={t('hotline_desk:reason')} rules={[required]}>
        <FreeText minRows={2} maxLength={MAX_REASON} />
      </Form.Item>
    </FormDialog>
  );
}
