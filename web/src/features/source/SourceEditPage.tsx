import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Form, Skeleton } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { api, data, isProblem } from '~/api/client';
import { labelsQuery } from '~/features/agency/choices';
import { SystemName } from '~/features/system/SystemSelect';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { UnsavedGuard } from '~/ui/forms';
import { Page } from '~/ui/Page';
import { RecordProblem } from '~/ui/RecordProblem';
import { Nothing } from '~/ui/texts';
import { paramsOf, type Source, sourceQuery } from './api';
import { type Fields, fieldsOf, SourceForm, useSourceErrors } from './SourceForm';

/** Changes what is said of a source. */
export function Component() {
  const { t } = useTranslation('source');
  const { source: id = '' } = useParams();
  // Read once: a form does not change under the person who fills it in.
  const found = useQuery({ ...sourceQuery(id), refetchInterval: false, refetchOnWindowFocus: false });
  return (
    <Page title={t('form.edit')} object={found.data?.source.name} meta={found.data?.source.name}>
      {found.isPending && <Skeleton active />}
      {found.isError && (
        <RecordProblem
          problem={found.error}
          action="source.read"
          list={{ to: '/nguon-nhat-ky', label: t('menu') }}
          onRetry={() => void found.refetch()}
        />
      )}
      {found.data && <Edit source={found.data.source} />}
    </Page>
  );
}

const COMPARED = [
  'name',
  'shipper',
  'agency_id',
  'shared',
  'system_id',
  'addresses',
  'certificate',
  'silence_minutes',
  'zone_minutes',
  'enabled',
  'note',
] as const;
const LABELS: Record<(typeof COMPARED)[number], string> = {
  name: 'column.name',
  shipper: 'form.shipper',
  agency_id: 'column.agency',
  shared: 'shared.title',
  system_id: 'column.system',
  addresses: 'column.addresses',
  certificate: 'form.certificate',
  silence_minutes: 'form.silence',
  zone_minutes: 'form.zone',
  enabled: 'form.enabled',
  note: 'form.note',
};

function Edit({ source: first }: { source: Source }) {
  const { t } = useTranslation('source');
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const showErrors = useSourceErrors(form);
  const [source] = useState(first);
  const [dirty, setDirty] = useState(false);
  const [conflict, setConflict] = useState<{ mine: Fields; theirs: Source }>();
  const back = `/nguon-nhat-ky/${source.id}`;
  const save = useMutation({
    mutationFn: ({ fields, over }: { fields: Fields; over: Source }) =>
      data(api.PUT('/api/v1/sources/{id}', { params: paramsOf(over), body: fields })),
    onSuccess: async () => {
      setDirty(false);
      await client.invalidateQueries({ queryKey: ['source'] });
      void message.success(t('form.saved'));
      void navigate(back);
    },
    onError: async (error, { fields }) => {
      if (isProblem(error) && error.isConflict) {
        const theirs = await data(
          api.GET('/api/v1/sources/{id}', { params: { path: { id: source.id }, query: { hours: 1 } } }),
        );
        setConflict({ mine: fields, theirs: theirs.source });
      } else showErrors(error);
    },
  });
  const clash = isProblem(save.error) && save.error.isConflict;
  return (
    <>
      <UnsavedGuard dirty={dirty && !save.isSuccess} />
      <SourceForm
        form={form}
        start={fieldsOf(source)}
        fixed
        submit={t('form.save')}
        working={save.isPending}
        error={clash ? undefined : save.error}
        onChange={() => setDirty(true)}
        onSend={(fields) => save.mutate({ fields, over: source })}
        onCancel={() => void navigate(back)}
      />
      {conflict && (
        <ConflictDialog<Fields>
          open
          mine={conflict.mine}
          theirs={fieldsOf(conflict.theirs)}
          fields={COMPARED.map((key) => ({
            key,
            label: t(LABELS[key]),
            render: (value) => <Value of={key} value={value} />,
          }))}
          onResolve={(fields) => {
            form.setFieldsValue(fields);
            setConflict(undefined);
            save.mutate({ fields, over: conflict.theirs });
          }}
          onCancel={() => setConflict(undefined)}
        />
      )}
    </>
  );
}

/** A value of the form as one reads it. */
function Value({ of, value }: { of: (typeof COMPARED)[number]; value: Fields[keyof Fields] }): ReactNode {
  const { t } = useTranslation('source');
  if (typeof value === 'boolean') return t(value ? 'form.on' : 'form.off');
  if (value === null || value === undefined || value === '') return <Nothing />;
  if (of === 'agency_id') return <AgencyName id={String(value)} />;
  if (of === 'system_id') return <SystemName id={String(value)} />;
  if (of === 'shipper') return t(`shipper.${String(value)}.name`, { defaultValue: String(value) });
  return String(value);
}

function AgencyName({ id }: { id: string }) {
  const name = useQuery(labelsQuery([id]));
  return <>{name.data?.[0]?.name ?? '…'}</>;
}
