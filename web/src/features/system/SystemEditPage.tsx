import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Form, Skeleton } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { api, data, isProblem } from '~/api/client';
import { labelsQuery } from '~/features/agency/choices';
import { ConflictDialog } from '~/ui/ConflictDialog';
import { formatDate } from '~/ui/format';
import { DraftNotice, UnsavedGuard, useDraft } from '~/ui/forms';
import { Page } from '~/ui/Page';
import { RecordProblem } from '~/ui/RecordProblem';
import { Nothing } from '~/ui/texts';
import { type Profile, paramsOf, type SystemDetail, systemQuery } from './api';
import { type HostRow, hostsOf, rowOf } from './model';
import { bodyOf, type Fields, fieldsOf, SystemForm, useSystemErrors } from './SystemForm';
import { SystemName } from './SystemSelect';
import { Level } from './words';

/** Changes what is said of a system. */
export function Component() {
  const { t } = useTranslation('system');
  const { system: id = '' } = useParams();
  // Read once: a form does not change under the person who fills it in.
  const found = useQuery({ ...systemQuery(id), refetchInterval: false, refetchOnWindowFocus: false });
  const name = found.data?.system.name;
  return (
    <Page title={t('form.edit')} object={name} meta={name}>
      {found.isPending && <Skeleton active />}
      {found.isError && (
        <RecordProblem
          problem={found.error}
          action="system.read"
          list={{ to: '/he-thong', label: t('menu') }}
          onRetry={() => void found.refetch()}
        />
      )}
      {found.data && <Edit detail={found.data} />}
    </Page>
  );
}

const LABELS: Record<keyof Fields, string> = {
  name: 'column.name',
  agency_id: 'column.agency',
  level: 'column.level',
  exempt: 'form.exempt',
  priority: 'column.priority',
  hosts: 'form.hosts',
  national_since: 'form.national',
  note: 'form.note',
  state: 'column.state',
  operator_id: 'form.operator',
  unit_id: 'form.unit',
  host_system_id: 'form.host_system',
  sector: 'form.sector',
  hosting: 'form.hosting',
  go_live: 'form.go_live',
  retired_on: 'form.retired',
  listed_since: 'form.listed',
  profile: 'form.description',
};

function Edit({ detail: first }: { detail: SystemDetail }) {
  const { t } = useTranslation('system');
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { taken, forget, show } = useSystemErrors(form);
  const [detail] = useState(first);
  const [start] = useState(() => fieldsOf(first));
  const id = detail.system.id;
  const draft = useDraft<Fields>(`system.${id}`);
  const [dirty, setDirty] = useState(false);
  const [conflict, setConflict] = useState<{ mine: Fields; theirs: SystemDetail }>();
  const back = `/he-thong/${id}`;
  const save = useMutation({
    mutationFn: ({ fields, over }: { fields: Fields; over: SystemDetail }) =>
      data(api.PUT('/api/v1/systems/{id}', { params: paramsOf(over.system), body: bodyOf(fields) })),
    onSuccess: async () => {
      setDirty(false);
      draft.drop();
      await client.invalidateQueries({ queryKey: ['system'] });
      void message.success(t('form.saved'));
      void navigate(back);
    },
    onError: async (error, { fields }) => {
      if (isProblem(error) && error.isConflict) {
        const theirs = await data(api.GET('/api/v1/systems/{id}', { params: { path: { id } } }));
        setConflict({ mine: fields, theirs });
      } else show(error);
    },
  });
  const clash = isProblem(save.error) && save.error.isConflict;
  return (
    <>
      <UnsavedGuard dirty={dirty && !save.isSuccess} />
      <DraftNotice
        draft={draft}
        onRestore={(kept) => {
          form.setFieldsValue({ ...kept, hosts: (kept.hosts ?? []).map(rowOf) });
          setDirty(true);
        }}
      />
      <SystemForm
        form={form}
        start={start}
        existing
        decided={Boolean(detail.system.decided_on)}
        self={id}
        submit={t('form.save')}
        working={save.isPending}
        error={clash ? undefined : save.error}
        taken={taken}
        draft={draft}
        onChange={(fields) => {
          setDirty(true);
          forget();
          draft.save(fields);
        }}
        onSend={(fields) => save.mutate({ fields, over: detail })}
        onCancel={() => void navigate(back)}
      />
      {conflict && (
        <ConflictDialog<Fields>
          open
          mine={comparable(conflict.mine)}
          theirs={comparable(fieldsOf(conflict.theirs))}
          fields={(Object.keys(LABELS) as (keyof Fields)[]).map((key) => ({
            key,
            label: t(LABELS[key]),
            render: (value) => <Value of={key} value={value} />,
          }))}
          onResolve={(chosen) => {
            const fields = { ...chosen, hosts: chosen.hosts.map(rowOf) };
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

/** Rows of two versions are the same by what they say. */
function comparable(fields: Fields): Fields {
  return { ...fields, hosts: hostsOf(fields.hosts).map((host, key) => ({ ...rowOf(host), key })) };
}

/** A value of the form as one reads it. */
function Value({ of, value }: { of: keyof Fields; value: Fields[keyof Fields] }): ReactNode {
  const { t } = useTranslation('system');
  if (of === 'hosts')
    return (
      <div className="cl-scroll-box">
        {(value as HostRow[]).map(({ name, addresses }) => [name, addresses].join(' ').trim()).join('\n')}
      </div>
    );
  if (of === 'level') return <Level value={Number(value)} />;
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (!value) return <Nothing />;
  if (of === 'agency_id' || of === 'operator_id' || of === 'unit_id')
    return <AgencyName id={String(value)} />;
  if (of === 'host_system_id') return <SystemName id={String(value)} />;
  if (of === 'state' || of === 'hosting') return t(`${of}.${String(value)}`, { defaultValue: String(value) });
  if (of === 'go_live' || of === 'retired_on' || of === 'listed_since')
    return formatDate(String(value), true);
  if (of === 'profile')
    return <div className="cl-scroll-box">{profileLines(value as Profile).join('\n')}</div>;
  if (of === 'exempt') return t(`exempt.${String(value)}`, { defaultValue: String(value) });
  if (of === 'national_since') return formatDate(String(value), true);
  return String(value);
}

/** What a description says, a line each. */
function profileLines(profile: Profile): string[] {
  return Object.values(profile)
    .flatMap((part) => (part && typeof part === 'object' ? Object.values(part) : [part]))
    .filter((text): text is string => typeof text === 'string' && text !== '');
}

function AgencyName({ id }: { id: string }) {
  const name = useQuery(labelsQuery([id]));
  return <>{name.data?.[0]?.name ?? '…'}</>;
}
